import type { Knex } from "knex";

// Whose contacts a provider speaks for.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE portal_identity_providers (
      portal_id INT UNSIGNED NOT NULL,
      provider_id INT UNSIGNED NOT NULL,
      PRIMARY KEY (portal_id, provider_id),
      KEY portal_identity_providers_provider (provider_id),
      CONSTRAINT portal_identity_providers_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT portal_identity_providers_provider_fk FOREIGN KEY (provider_id)
        REFERENCES identity_providers (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("portal_identity_providers");
}
