import type { Knex } from "knex";

// Global: password resets and invitations. Only the hash is kept; a link works once and until it expires.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE one_time_links (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      kind VARCHAR(20) NOT NULL,
      token_hash CHAR(64) NOT NULL,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      used_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY one_time_links_token (token_hash),
      KEY one_time_links_email (email, kind)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("one_time_links");
}
