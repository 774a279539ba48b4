import type { Knex } from "knex";
import { first } from "../core/db.ts";
import type { Attempts } from "./lockout.ts";

const ofBrowser = (db: Knex, loginId: number, browserHash: string) =>
  db("known_browsers").where({ login_id: loginId, browser_hash: browserHash });

/** The failures of a browser that this person has signed in with; null for any other. */
export const browserForUpdate = (db: Knex, loginId: number, browserHash: string): Promise<Attempts | null> =>
  first(
    ofBrowser(db, loginId, browserHash).forUpdate().select<Attempts[]>({
      failed: "failed_attempts",
      lockedUntil: "locked_until",
      failingSince: "failing_since",
    }),
  );

export async function setBrowserAttempts(
  db: Knex,
  loginId: number,
  browserHash: string,
  { failed, lockedUntil, failingSince }: Attempts,
): Promise<void> {
  await ofBrowser(db, loginId, browserHash).update({
    failed_attempts: failed,
    locked_until: lockedUntil,
    failing_since: failingSince,
  });
}

/**
 * Notes that the person has signed in with this browser.
 * @returns first: nothing was known of this person's browsers; new: other browsers were.
 */
export async function meetBrowser(
  db: Knex,
  loginId: number,
  browserHash: string,
  now: Date,
): Promise<"first" | "new" | "known"> {
  const others: unknown = await first(
    db("known_browsers").where({ login_id: loginId }).limit(1).select("login_id"),
  );
  const [outcome] = (await db.raw(
    "INSERT IGNORE INTO known_browsers (login_id, browser_hash, last_seen_at, created_at) VALUES (?, ?, ?, ?)",
    [loginId, browserHash, now, now],
  )) as [{ affectedRows: number }];
  if (outcome.affectedRows === 1) return others === null ? "first" : "new";
  await ofBrowser(db, loginId, browserHash).update({ last_seen_at: now });
  return "known";
}

/** @returns how many were not seen since. */
export const deleteBrowsersBefore = (db: Knex, before: Date): Promise<number> =>
  db("known_browsers").where("last_seen_at", "<", before).limit(10_000).delete();
