import type { Knex } from "knex";

// Global: one person signs in once, whatever portals they belong to.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE logins (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      password_hash VARCHAR(255) NULL,
      must_change_password TINYINT(1) NOT NULL DEFAULT 0,
      failed_attempts INT UNSIGNED NOT NULL DEFAULT 0,
      locked_until DATETIME(3) NULL,
      last_sign_in_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY logins_email (email)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("logins");
}
