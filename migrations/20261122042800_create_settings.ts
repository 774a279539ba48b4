import type { Knex } from "knex";

// portal_id 0 holds what counts for the whole installation, hence no foreign key.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE settings (
      portal_id INT UNSIGNED NOT NULL,
      name VARCHAR(80) NOT NULL,
      value TEXT NOT NULL,
      changed_by VARCHAR(120) NOT NULL,
      changed_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, name)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("settings");
}
