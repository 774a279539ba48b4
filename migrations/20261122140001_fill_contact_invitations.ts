import type { Knex } from "knex";

/** Contacts who were invited before invitations were kept; their links were good for seven days. Who invited them is not known any more. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    INSERT IGNORE INTO invitations (portal_id, contact_id, email, sent_by, sent_at, expires_at, accepted_at, created_at)
    SELECT portal_id, id, email, '', invited_at, invited_at + INTERVAL 7 DAY, IF(login_id IS NULL, NULL, invited_at), invited_at
    FROM contacts WHERE invited_at IS NOT NULL
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex("invitations").whereNotNull("contact_id").delete();
}
