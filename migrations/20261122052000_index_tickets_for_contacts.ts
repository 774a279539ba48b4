import type { Knex } from "knex";

// A contact's and an account's open requests are one range in the order of their list, however many are closed.
// tickets_contact_number: a contact's own list by ID.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE tickets
      ADD KEY tickets_contact_open (portal_id, contact_id, is_open, updated_at, id),
      ADD KEY tickets_account_open (portal_id, account_id, is_open, updated_at, id),
      ADD KEY tickets_contact_number (portal_id, contact_id, number)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE tickets
      DROP KEY tickets_contact_open,
      DROP KEY tickets_account_open,
      DROP KEY tickets_contact_number
  `);
}
