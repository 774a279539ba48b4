import type { Knex } from "knex";

// mails_state: the administrator's list of one state, newest first. mails_recipient: how much of a kind one address was sent lately.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE mails
      ADD KEY mails_state (state, id),
      ADD KEY mails_recipient (portal_id, recipient, kind, created_at)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE mails DROP KEY mails_state, DROP KEY mails_recipient");
}
