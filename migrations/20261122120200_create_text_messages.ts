import type { Knex } from "knex";

// Outgoing text messages. cause makes a second delivery of the same event harmless. body is sealed (it carries codes) and blanked when
// the message is done. problem and answer say why the last try failed; the newest tried_at of all tells how the gateway is.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE text_messages (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      cause VARCHAR(160) NOT NULL,
      kind VARCHAR(40) NOT NULL,
      recipient VARCHAR(20) NOT NULL,
      body VARCHAR(3000) NOT NULL,
      state VARCHAR(10) NOT NULL,
      attempts INT UNSIGNED NOT NULL DEFAULT 0,
      problem VARCHAR(20) NULL,
      answer VARCHAR(300) NOT NULL DEFAULT '',
      due_at DATETIME(3) NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      tried_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY text_messages_scope (portal_id, id),
      UNIQUE KEY text_messages_cause (portal_id, cause),
      KEY text_messages_due (state, due_at, id),
      KEY text_messages_recipient (recipient, created_at),
      KEY text_messages_created (created_at),
      KEY text_messages_tried (tried_at),
      CONSTRAINT text_messages_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("text_messages");
}
