import type { Knex } from "knex";

// The internal workspace of one line of business. Global: everything portal-owned refers to it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE portals (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      slug VARCHAR(40) NOT NULL,
      name VARCHAR(120) NOT NULL,
      description VARCHAR(500) NOT NULL DEFAULT '',
      state VARCHAR(20) NOT NULL DEFAULT 'production',
      last_ticket_number INT UNSIGNED NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY portals_slug (slug)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("portals");
}
