import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE topics (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      parent_id INT UNSIGNED NULL,
      name VARCHAR(120) NOT NULL,
      position INT UNSIGNED NOT NULL DEFAULT 0,
      UNIQUE KEY topics_scope (portal_id, id),
      UNIQUE KEY topics_name (portal_id, parent_id, name),
      CONSTRAINT topics_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT topics_parent_fk FOREIGN KEY (portal_id, parent_id) REFERENCES topics (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("topics");
}
