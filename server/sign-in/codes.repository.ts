import type { Knex } from "knex";
import { first } from "../core/db.ts";

export interface OneTimeCode {
  readonly id: number;
  readonly codeHash: string;
  readonly tries: number;
  readonly createdAt: Date;
}

const columns = { id: "id", codeHash: "code_hash", tries: "tries", createdAt: "created_at" };

export async function insertCode(
  db: Knex,
  code: { email: string; browserHash: string; codeHash: string; expiresAt: Date; now: Date },
): Promise<void> {
  await db("one_time_codes").insert({
    email: code.email,
    browser_hash: code.browserHash,
    code_hash: code.codeHash,
    expires_at: code.expiresAt,
    created_at: code.now,
  });
}

/** The newest that still works for this address in this browser; earlier ones ended with it. Locked, so that tries are counted one by one. */
export const openCode = (
  db: Knex,
  email: string,
  browserHash: string,
  now: Date,
): Promise<OneTimeCode | null> =>
  first(
    db("one_time_codes")
      .where({ email, browser_hash: browserHash, used_at: null })
      .where("expires_at", ">", now)
      .orderBy("id", "desc")
      .limit(1)
      .forUpdate()
      .select<OneTimeCode[]>(columns),
  );

export async function countTry(db: Knex, id: number): Promise<void> {
  await db("one_time_codes").where({ id }).increment("tries", 1);
}

/** Of two who send the right code at once, one gets it. */
export const takeCode = async (db: Knex, id: number, now: Date): Promise<boolean> =>
  (await db("one_time_codes").where({ id, used_at: null }).update({ used_at: now })) === 1;

/** Ends the earlier codes of an address in a browser. */
export async function endCodes(db: Knex, email: string, browserHash: string, now: Date): Promise<void> {
  await db("one_time_codes")
    .where({ email, browser_hash: browserHash, used_at: null })
    .update({ used_at: now });
}

/** @returns how many were old. */
export const deleteCodesBefore = (db: Knex, before: Date): Promise<number> =>
  db("one_time_codes").where("expires_at", "<", before).limit(10_000).delete();
