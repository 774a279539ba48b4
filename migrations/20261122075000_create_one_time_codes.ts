import type { Knex } from "knex";

// Global: codes that sign in instead of a password. Only a slow hash is kept; each is bound to the browser that asked.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE one_time_codes (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      browser_hash CHAR(64) NOT NULL,
      code_hash VARCHAR(200) NOT NULL,
      tries INT NOT NULL DEFAULT 0,
      expires_at DATETIME(3) NOT NULL,
      used_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      KEY one_time_codes_email (email, browser_hash, id),
      KEY one_time_codes_expires (expires_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("one_time_codes");
}
