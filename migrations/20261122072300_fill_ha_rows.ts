import type { Knex } from "knex";

/** The rows that are only ever updated. */
export async function up(db: Knex): Promise<void> {
  await db("ha_lease").insert({ name: "primary", holder: "", epoch: 0, seq: 0 });
  await db("ha_fence").insert({ id: 1, epoch: 0, n: 0 });
}

export async function down(db: Knex): Promise<void> {
  await db("ha_lease").delete();
  await db("ha_fence").delete();
}
