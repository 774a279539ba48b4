import type { Knex } from "knex";

// Global: second steps besides the authenticator app that a login has turned on: "mail" (a code sent to its address), "passkey" (one of
// its passkeys after the password).
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE second_step_methods (
      login_id INT UNSIGNED NOT NULL,
      method VARCHAR(10) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (login_id, method),
      CONSTRAINT second_step_methods_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("second_step_methods");
}
