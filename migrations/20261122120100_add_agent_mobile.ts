import type { Knex } from "knex";

/** As contacts.mobile. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE agents ADD COLUMN mobile VARCHAR(20) NULL, ADD KEY agents_mobile (mobile)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE agents DROP KEY agents_mobile, DROP COLUMN mobile");
}
