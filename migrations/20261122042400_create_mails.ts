import type { Knex } from "knex";

// Outgoing mail. cause makes a second delivery of the same event harmless; message_id never changes, so that a mail sent
// twice around a crash is recognised as one. Text with a one-use link is blanked once sent (secret).
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE mails (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      ticket_id BIGINT UNSIGNED NULL,
      cause VARCHAR(160) NOT NULL,
      kind VARCHAR(40) NOT NULL,
      message_id VARCHAR(250) NOT NULL,
      recipient VARCHAR(254) NOT NULL,
      recipient_name VARCHAR(120) NOT NULL DEFAULT '',
      sender_name VARCHAR(120) NOT NULL DEFAULT '',
      subject VARCHAR(300) NOT NULL,
      body_text MEDIUMTEXT NOT NULL,
      body_html MEDIUMTEXT NOT NULL,
      thread VARCHAR(250) NULL,
      secret TINYINT(1) NOT NULL DEFAULT 0,
      state VARCHAR(10) NOT NULL DEFAULT 'waiting',
      attempts INT UNSIGNED NOT NULL DEFAULT 0,
      last_error VARCHAR(500) NULL,
      due_at DATETIME(3) NOT NULL,
      sent_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY mails_scope (portal_id, id),
      UNIQUE KEY mails_cause (portal_id, cause),
      UNIQUE KEY mails_message_id (message_id),
      KEY mails_due (state, due_at, id),
      KEY mails_ticket (portal_id, ticket_id, id),
      CONSTRAINT mails_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT mails_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("mails");
}
