import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE canned_replies (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      title VARCHAR(120) NOT NULL,
      body_html TEXT NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY canned_replies_scope (portal_id, id),
      UNIQUE KEY canned_replies_title (portal_id, title),
      CONSTRAINT canned_replies_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("canned_replies");
}
