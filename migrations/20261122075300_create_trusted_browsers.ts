import type { Knex } from "knex";

// Global: browsers that are not asked for the second factor for a while.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE trusted_browsers (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      login_id INT UNSIGNED NOT NULL,
      browser_hash CHAR(64) NOT NULL,
      user_agent VARCHAR(300) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      UNIQUE KEY trusted_browsers_login (login_id, browser_hash),
      KEY trusted_browsers_expires (expires_at),
      CONSTRAINT trusted_browsers_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("trusted_browsers");
}
