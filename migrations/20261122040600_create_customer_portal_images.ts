import type { Knex } from "knex";

// Apart from the customer portal's row, which is read on every request.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE customer_portal_images (
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      kind VARCHAR(20) NOT NULL,
      media_type VARCHAR(60) NOT NULL,
      hash CHAR(16) NOT NULL,
      data MEDIUMBLOB NOT NULL,
      PRIMARY KEY (portal_id, customer_portal_id, kind),
      CONSTRAINT customer_portal_images_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("customer_portal_images");
}
