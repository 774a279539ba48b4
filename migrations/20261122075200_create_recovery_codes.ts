import type { Knex } from "knex";

// Global: each lets a login in once without its authenticator app.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE recovery_codes (
      login_id INT UNSIGNED NOT NULL,
      code_hash CHAR(64) NOT NULL,
      PRIMARY KEY (login_id, code_hash),
      CONSTRAINT recovery_codes_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("recovery_codes");
}
