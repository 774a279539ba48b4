import type { Knex } from "knex";

// What a published design holds beside the columns that are there already, as JSON (server/portals/design.ts). NULL: never customised.
export async function up(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE customer_portals ADD COLUMN look MEDIUMTEXT NULL");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE customer_portals DROP COLUMN look");
}
