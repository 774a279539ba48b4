import type { Knex } from "knex";

/** What is kept here: the app has a table of its own, for its secret. */
export type KeptMethod = "passkey" | "mail";

export const keptMethods = (db: Knex, loginId: number): Promise<KeptMethod[]> =>
  db("second_step_methods").where({ login_id: loginId }).pluck("method");

export async function insertMethod(db: Knex, loginId: number, method: KeptMethod, now: Date): Promise<void> {
  await db("second_step_methods")
    .insert({ login_id: loginId, method, created_at: now })
    .onConflict(["login_id", "method"])
    .ignore();
}

export async function deleteMethod(db: Knex, loginId: number, method: KeptMethod): Promise<void> {
  await db("second_step_methods").where({ login_id: loginId, method }).delete();
}
