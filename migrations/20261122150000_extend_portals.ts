import type { Knex } from "knex";

// Who may enter before the portal is open, and how it writes dates and money. Without an owner: the administrators of the installation.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE portals
      ADD COLUMN owner_id INT UNSIGNED NULL,
      ADD COLUMN time_zone VARCHAR(64) NOT NULL DEFAULT 'UTC',
      ADD COLUMN language VARCHAR(20) NOT NULL DEFAULT 'en',
      ADD COLUMN currency CHAR(3) NOT NULL DEFAULT 'USD',
      ADD COLUMN date_format VARCHAR(20) NOT NULL DEFAULT 'language',
      ADD COLUMN hour_format VARCHAR(20) NOT NULL DEFAULT 'language',
      ADD CONSTRAINT portals_owner_fk FOREIGN KEY (owner_id) REFERENCES agents (id) ON DELETE SET NULL
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE portals
      DROP FOREIGN KEY portals_owner_fk,
      DROP COLUMN owner_id, DROP COLUMN time_zone, DROP COLUMN language, DROP COLUMN currency,
      DROP COLUMN date_format, DROP COLUMN hour_format
  `);
}
