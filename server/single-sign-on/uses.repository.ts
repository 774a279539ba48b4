import { createHash } from "node:crypto";
import type { Knex } from "knex";

/** Uses something up. @returns false when somebody did already: of twenty at once exactly one hears true. */
export async function takeOnce(db: Knex, what: string, expiresAt: Date): Promise<boolean> {
  const hash = createHash("sha256").update(what).digest("hex");
  const [{ affectedRows }] = (await db.raw(
    "INSERT IGNORE INTO single_sign_on_uses (use_hash, expires_at) VALUES (?, ?)",
    [hash, expiresAt],
  )) as [{ affectedRows: number }];
  return affectedRows === 1;
}

/** @returns how many had run out. */
export const deleteUsesBefore = (db: Knex, now: Date): Promise<number> =>
  db("single_sign_on_uses").where("expires_at", "<", now).limit(10_000).delete();
