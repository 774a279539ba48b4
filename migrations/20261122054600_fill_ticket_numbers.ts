import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "INSERT IGNORE INTO ticket_numbers (portal_id, last_number) SELECT id, last_ticket_number FROM portals",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    "UPDATE portals p JOIN ticket_numbers n ON n.portal_id = p.id SET p.last_ticket_number = n.last_number",
  );
}
