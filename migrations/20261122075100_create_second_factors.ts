import type { Knex } from "knex";

// Global: one authenticator app for a login. The secret is sealed with the installation's; `used_step` keeps a code from counting twice.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE second_factors (
      login_id INT UNSIGNED NOT NULL PRIMARY KEY,
      sealed_secret VARCHAR(200) NOT NULL,
      used_step BIGINT NOT NULL,
      failed_attempts INT NOT NULL DEFAULT 0,
      locked_until DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      CONSTRAINT second_factors_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("second_factors");
}
