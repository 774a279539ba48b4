import type { Knex } from "knex";
import { first } from "../core/db.ts";

export interface TrustedBrowser {
  readonly id: number;
  readonly userAgent: string;
  readonly createdAt: Date;
}

const trusted = (db: Knex, loginId: number, now: Date) =>
  db("trusted_browsers").where({ login_id: loginId }).where("expires_at", ">", now);

export const isTrusted = async (
  db: Knex,
  loginId: number,
  browserHash: string,
  now: Date,
): Promise<boolean> =>
  (await first(trusted(db, loginId, now).where({ browser_hash: browserHash }).select("id"))) !== null;

export async function trustBrowser(
  db: Knex,
  browser: { loginId: number; browserHash: string; userAgent: string; now: Date; expiresAt: Date },
): Promise<void> {
  const row = {
    user_agent: browser.userAgent.slice(0, 300),
    created_at: browser.now,
    expires_at: browser.expiresAt,
  };
  await db("trusted_browsers")
    .insert({ login_id: browser.loginId, browser_hash: browser.browserHash, ...row })
    .onConflict(["login_id", "browser_hash"])
    .merge(row);
}

export const trustedBrowsers = (db: Knex, loginId: number, now: Date): Promise<TrustedBrowser[]> =>
  trusted(db, loginId, now)
    .orderBy("id", "desc")
    .limit(50)
    .select<TrustedBrowser[]>({ id: "id", userAgent: "user_agent", createdAt: "created_at" });

export async function distrustBrowser(db: Knex, loginId: number, id: number): Promise<void> {
  await db("trusted_browsers").where({ login_id: loginId, id }).delete();
}

/** @returns how many had run out. */
export const deleteTrustBefore = (db: Knex, before: Date): Promise<number> =>
  db("trusted_browsers").where("expires_at", "<", before).limit(10_000).delete();
