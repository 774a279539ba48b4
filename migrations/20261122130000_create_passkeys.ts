import type { Knex } from "knex";

// Global: a passkey belongs to a login. It works at one host name alone (`rp_id`), which the browser enforces. `counter` goes up where
// the device counts; a lower one than ours is a copy.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE passkeys (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      login_id INT UNSIGNED NOT NULL,
      rp_id VARCHAR(253) NOT NULL,
      credential_id VARCHAR(1400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      public_key VARBINARY(2000) NOT NULL,
      counter BIGINT UNSIGNED NOT NULL,
      transports VARCHAR(200) NOT NULL,
      name VARCHAR(80) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      last_used_at DATETIME(3) NULL,
      UNIQUE KEY passkeys_credential (credential_id),
      KEY passkeys_login (login_id, rp_id),
      CONSTRAINT passkeys_login FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("passkeys");
}
