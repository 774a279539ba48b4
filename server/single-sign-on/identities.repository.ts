import type { Knex } from "knex";
import { first } from "../core/db.ts";

/** A person linked to a provider, as administration lists them. */
export interface Identity {
  readonly id: number;
  readonly email: string;
  readonly createdAt: Date;
  readonly usedAt: Date;
}

/** The login that this subject is, or null. */
export async function loginOfSubject(
  db: Knex,
  providerId: number,
  subjectHash: string,
): Promise<number | null> {
  const row = await first<{ loginId: number }>(
    db("identities")
      .where({ provider_id: providerId, subject_hash: subjectHash })
      .forUpdate()
      .select({ loginId: "login_id" }),
  );
  return row?.loginId ?? null;
}

export const hasIdentity = async (db: Knex, providerId: number, loginId: number): Promise<boolean> =>
  (await first(db("identities").where({ provider_id: providerId, login_id: loginId }).select("id"))) !== null;

/** Links, or notes that the link was used. */
export async function keepIdentity(
  db: Knex,
  providerId: number,
  subjectHash: string,
  loginId: number,
  now: Date,
): Promise<void> {
  await db("identities")
    .insert({
      provider_id: providerId,
      subject_hash: subjectHash,
      login_id: loginId,
      created_at: now,
      used_at: now,
    })
    .onConflict(["provider_id", "subject_hash"])
    .merge({ used_at: now });
}

/** Those who came last, first. */
export const identitiesOf = (db: Knex, providerId: number): Promise<Identity[]> =>
  db("identities as i")
    .join("logins as l", "l.id", "i.login_id")
    .where("i.provider_id", providerId)
    .orderBy("i.used_at", "desc")
    .limit(200)
    .select<Identity[]>({ id: "i.id", email: "l.email", createdAt: "i.created_at", usedAt: "i.used_at" });

/** @returns the address of whom it was, or null when there is no such link. */
export async function deleteIdentity(db: Knex, providerId: number, id: number): Promise<string | null> {
  const row = await first<{ email: string }>(
    db("identities as i")
      .join("logins as l", "l.id", "i.login_id")
      .where({ "i.provider_id": providerId, "i.id": id })
      .select<{ email: string }[]>({ email: "l.email" }),
  );
  await db("identities").where({ provider_id: providerId, id }).delete();
  return row?.email ?? null;
}
