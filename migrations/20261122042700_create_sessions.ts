import type { Knex } from "knex";

// Global: the durable side of a session; Redis holds the hot copy. Only the hash of the session id is kept.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sessions (
      id_hash CHAR(64) NOT NULL PRIMARY KEY,
      login_id INT UNSIGNED NOT NULL,
      data TEXT NOT NULL,
      user_agent VARCHAR(250) NOT NULL DEFAULT '',
      address VARCHAR(45) NOT NULL DEFAULT '',
      expires_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      KEY sessions_login (login_id),
      KEY sessions_expiry (expires_at),
      CONSTRAINT sessions_login_fk FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("sessions");
}
