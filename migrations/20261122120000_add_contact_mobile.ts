import type { Knex } from "knex";

/** Where a contact gets codes by text message: E.164, null without one. Two people may have the same; then it signs neither in. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "ALTER TABLE contacts ADD COLUMN mobile VARCHAR(20) NULL, ADD KEY contacts_mobile (portal_id, mobile)",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE contacts DROP KEY contacts_mobile, DROP COLUMN mobile");
}
