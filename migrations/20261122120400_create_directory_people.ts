import type { Knex } from "knex";

// Who here is whom in a directory, by the directory's own stable id. login_id is set for those whose password the directory has: a login
// belongs to one directory at most. gone_at: the directory no longer has them, and they were deactivated for it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE directory_people (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      directory_id INT UNSIGNED NOT NULL,
      external_id VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
      contact_id INT UNSIGNED NULL,
      agent_id INT UNSIGNED NULL,
      login_id INT UNSIGNED NULL,
      gone_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY directory_people_scope (portal_id, id),
      UNIQUE KEY directory_people_external (directory_id, external_id),
      UNIQUE KEY directory_people_login (login_id),
      CONSTRAINT directory_people_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT directory_people_directory_fk FOREIGN KEY (directory_id) REFERENCES directories (id) ON DELETE CASCADE,
      CONSTRAINT directory_people_contact_fk FOREIGN KEY (portal_id, contact_id) REFERENCES contacts (portal_id, id),
      CONSTRAINT directory_people_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id),
      CONSTRAINT directory_people_login_fk FOREIGN KEY (login_id) REFERENCES logins (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("directory_people");
}
