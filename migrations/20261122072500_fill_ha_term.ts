import type { Knex } from "knex";

/** One more row: in `term`, seq says for how many milliseconds the holder of this term must have been silent before it may be replaced. */
export async function up(db: Knex): Promise<void> {
  await db("ha_lease").insert({ name: "term", holder: "", epoch: 0, seq: 0 });
}

export async function down(db: Knex): Promise<void> {
  await db("ha_lease").where({ name: "term" }).delete();
}
