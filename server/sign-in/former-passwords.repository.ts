import type { Knex } from "knex";

/** The newest first. */
export const formerPasswords = (db: Knex, loginId: number, most: number): Promise<string[]> =>
  db("former_passwords")
    .where({ login_id: loginId })
    .orderBy("id", "desc")
    .limit(most)
    .pluck("password_hash");

/** Keeps the newest `most`. */
export async function rememberPassword(
  db: Knex,
  loginId: number,
  passwordHash: string,
  most: number,
): Promise<void> {
  if (most > 0) await db("former_passwords").insert({ login_id: loginId, password_hash: passwordHash });
  const kept = db("former_passwords")
    .where({ login_id: loginId })
    .orderBy("id", "desc")
    .limit(most)
    .select("id");
  await db("former_passwords")
    .where({ login_id: loginId })
    .whereNotIn("id", db.select("id").from(kept.as("kept")))
    .delete();
}
