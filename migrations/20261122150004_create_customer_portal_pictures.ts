import type { Knex } from "knex";

// The pictures that drafts and versions name by their hash; what is published is copied into customer_portal_images.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE customer_portal_pictures (
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      hash CHAR(16) NOT NULL,
      media_type VARCHAR(60) NOT NULL,
      data MEDIUMBLOB NOT NULL,
      PRIMARY KEY (portal_id, customer_portal_id, hash),
      CONSTRAINT customer_portal_pictures_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("customer_portal_pictures");
}
