import type { Knex } from "knex";

// A file is uploaded first (owner set, ticket_id NULL) and tied to a reply or a note by the form that sends it.
// complete turns 1 as the last statement of the upload: half a file is never seen. Unsent ones are swept by a job.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE attachments (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      owner VARCHAR(80) NOT NULL,
      ticket_id BIGINT UNSIGNED NULL,
      reply_id BIGINT UNSIGNED NULL,
      note_id BIGINT UNSIGNED NULL,
      name VARCHAR(200) NOT NULL,
      media_type VARCHAR(100) NOT NULL,
      size BIGINT UNSIGNED NOT NULL,
      sha256 CHAR(64) NOT NULL DEFAULT '',
      complete TINYINT(1) NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY attachments_scope (portal_id, id),
      KEY attachments_ticket (portal_id, ticket_id, id),
      KEY attachments_reply (portal_id, reply_id),
      KEY attachments_note (portal_id, note_id),
      KEY attachments_owner (portal_id, owner, id),
      KEY attachments_unsent (ticket_id, created_at),
      CONSTRAINT attachments_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT attachments_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id),
      CONSTRAINT attachments_reply_fk FOREIGN KEY (portal_id, reply_id) REFERENCES replies (portal_id, id),
      CONSTRAINT attachments_note_fk FOREIGN KEY (portal_id, note_id) REFERENCES notes (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("attachments");
}
