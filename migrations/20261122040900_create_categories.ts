import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE categories (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      name VARCHAR(80) NOT NULL,
      position INT UNSIGNED NOT NULL DEFAULT 0,
      UNIQUE KEY categories_scope (portal_id, id),
      UNIQUE KEY categories_name (portal_id, name),
      CONSTRAINT categories_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("categories");
}
