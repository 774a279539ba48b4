import type { Knex } from "knex";

// Global: hashes of passwords that a login had, so that they are not chosen again.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE former_passwords (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      login_id INT UNSIGNED NOT NULL,
      password_hash VARCHAR(255) NOT NULL,
      KEY former_passwords_login (login_id, id),
      CONSTRAINT former_passwords_login_fk FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("former_passwords");
}
