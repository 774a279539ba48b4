import type { Knex } from "knex";

// Global: browsers that somebody has signed in with before. A new one is told to the person; where administrators say so, a known one has
// failures of its own, so that a stranger's guessing does not keep the owner out.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE known_browsers (
      login_id INT UNSIGNED NOT NULL,
      browser_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      last_seen_at DATETIME(3) NOT NULL,
      failed_attempts INT UNSIGNED NOT NULL DEFAULT 0,
      failing_since DATETIME(3) NULL,
      locked_until DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (login_id, browser_hash),
      KEY known_browsers_seen (last_seen_at),
      KEY known_browsers_locked (locked_until),
      CONSTRAINT known_browsers_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("known_browsers");
}
