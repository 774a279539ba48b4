import type { Knex } from "knex";

// Global, as logins are: who somebody is at a provider. By the provider's unchanging name for the person (hashed together with the
// issuer), not by the address, which may be given to somebody else one day. One identity a login and provider, for the same reason.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE identities (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      provider_id INT UNSIGNED NOT NULL,
      subject_hash CHAR(64) NOT NULL,
      login_id INT UNSIGNED NOT NULL,
      created_at DATETIME(3) NOT NULL,
      used_at DATETIME(3) NOT NULL,
      UNIQUE KEY identities_subject (provider_id, subject_hash),
      UNIQUE KEY identities_login (provider_id, login_id),
      KEY identities_of_login (login_id),
      CONSTRAINT identities_provider_fk FOREIGN KEY (provider_id) REFERENCES identity_providers (id) ON DELETE CASCADE,
      CONSTRAINT identities_login_fk FOREIGN KEY (login_id) REFERENCES logins (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("identities");
}
