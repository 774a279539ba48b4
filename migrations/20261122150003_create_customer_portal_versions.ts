import type { Knex } from "knex";

// Every design that was published, so that an earlier one can come back.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE customer_portal_versions (
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      number INT UNSIGNED NOT NULL,
      design MEDIUMTEXT NOT NULL,
      came_from INT UNSIGNED NULL,
      published_by VARCHAR(120) NOT NULL,
      published_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, customer_portal_id, number),
      CONSTRAINT customer_portal_versions_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("customer_portal_versions");
}
