import type { Knex } from "knex";

// One row for each person who was invited: a contact of the portal, or an agent (in the first portal that they work in). Sent again, it is
// the same row. The link itself is a row of one_time_links.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE invitations (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      contact_id INT UNSIGNED NULL,
      agent_id INT UNSIGNED NULL,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      sent_by VARCHAR(120) NOT NULL,
      sent_count INT UNSIGNED NOT NULL DEFAULT 1,
      sent_at DATETIME(3) NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      accepted_at DATETIME(3) NULL,
      revoked_at DATETIME(3) NULL,
      revoked_by VARCHAR(120) NOT NULL DEFAULT '',
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY invitations_scope (portal_id, id),
      UNIQUE KEY invitations_contact (portal_id, contact_id),
      UNIQUE KEY invitations_agent (agent_id),
      KEY invitations_email (email),
      KEY invitations_sent (sent_at, id),
      CONSTRAINT invitations_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT invitations_contact_fk FOREIGN KEY (portal_id, contact_id) REFERENCES contacts (portal_id, id),
      CONSTRAINT invitations_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("invitations");
}
