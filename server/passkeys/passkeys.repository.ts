import type { Knex } from "knex";
import { first } from "../core/db.ts";

export interface Passkey {
  readonly id: number;
  readonly loginId: number;
  readonly rpId: string;
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  /** A JSON list of how the browser reaches it. */
  readonly transports: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const columns = {
  id: "id",
  loginId: "login_id",
  rpId: "rp_id",
  credentialId: "credential_id",
  publicKey: "public_key",
  counter: "counter",
  transports: "transports",
  name: "name",
  createdAt: "created_at",
  lastUsedAt: "last_used_at",
};

export const passkeysOf = (db: Knex, loginId: number): Promise<Passkey[]> =>
  db("passkeys").where({ login_id: loginId }).orderBy("id").limit(50).select<Passkey[]>(columns);

export const hasPasskey = async (db: Knex, loginId: number): Promise<boolean> =>
  (await first(db("passkeys").where({ login_id: loginId }).limit(1).select("id"))) !== null;

export async function countPasskeys(db: Knex, loginId: number): Promise<number> {
  const row = (await db("passkeys").where({ login_id: loginId }).count({ count: "*" }).first()) as {
    count: number;
  };
  return Number(row.count);
}

export const passkeyByCredential = (db: Knex, credentialId: string): Promise<Passkey | null> =>
  first(db("passkeys").where({ credential_id: credentialId }).select<Passkey[]>(columns));

export async function insertPasskey(db: Knex, passkey: Omit<Passkey, "id" | "lastUsedAt">): Promise<void> {
  await db("passkeys").insert({
    login_id: passkey.loginId,
    rp_id: passkey.rpId,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports: passkey.transports,
    name: passkey.name,
    created_at: passkey.createdAt,
  });
}

/** Notes a use. False when the counter is not what it was any more: another answer of the same device came first. */
export const usePasskey = async (
  db: Knex,
  { id, counter }: Pick<Passkey, "id" | "counter">,
  newCounter: number,
  now: Date,
): Promise<boolean> =>
  (await db("passkeys").where({ id, counter }).update({ counter: newCounter, last_used_at: now })) === 1;

export const deletePasskey = async (db: Knex, loginId: number, id: number): Promise<boolean> =>
  (await db("passkeys").where({ login_id: loginId, id }).delete()) === 1;

export const renamePasskey = async (
  db: Knex,
  loginId: number,
  id: number,
  name: string,
): Promise<boolean> => {
  const own = () => db("passkeys").where({ login_id: loginId, id });
  await own().update({ name });
  return (await first(own().select("id"))) !== null;
};

/** Of two who bring the same challenge at once, one gets it. */
export async function spendChallenge(db: Knex, hash: string, expiresAt: Date): Promise<boolean> {
  const [outcome] = (await db.raw(
    "INSERT IGNORE INTO spent_challenges (challenge_hash, expires_at) VALUES (?, ?)",
    [hash, expiresAt],
  )) as [{ affectedRows: number }];
  return outcome.affectedRows === 1;
}

/** @returns how many had run out. */
export const deleteSpentBefore = (db: Knex, before: Date): Promise<number> =>
  db("spent_challenges").where("expires_at", "<", before).limit(10_000).delete();
