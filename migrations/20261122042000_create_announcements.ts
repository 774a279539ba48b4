import type { Knex } from "knex";

// audience is public, contacts or agents; ends_at NULL means until withdrawn.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE announcements (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      title VARCHAR(200) NOT NULL,
      body_html TEXT NOT NULL,
      audience VARCHAR(20) NOT NULL DEFAULT 'public',
      pinned TINYINT(1) NOT NULL DEFAULT 0,
      starts_at DATETIME(3) NOT NULL,
      ends_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY announcements_scope (portal_id, id),
      KEY announcements_current (portal_id, audience, starts_at, id),
      CONSTRAINT announcements_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("announcements");
}
