import type { Knex } from "knex";

// Moved to ticket_numbers.
export async function up(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE portals DROP COLUMN last_ticket_number");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE portals ADD COLUMN last_ticket_number INT UNSIGNED NOT NULL DEFAULT 0");
}
