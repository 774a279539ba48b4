import type { Knex } from "knex";

// The design that administrators are working on; one for each customer portal. revision goes up by one with each change, so that two
// administrators do not overwrite each other's.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE customer_portal_drafts (
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      revision INT UNSIGNED NOT NULL,
      design MEDIUMTEXT NOT NULL,
      changed_by VARCHAR(120) NOT NULL,
      changed_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, customer_portal_id),
      CONSTRAINT customer_portal_drafts_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("customer_portal_drafts");
}
