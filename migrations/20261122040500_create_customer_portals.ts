import type { Knex } from "knex";

// default_marker is 1 on the default customer portal and NULL elsewhere, so that the unique key allows one only.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE customer_portals (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      slug VARCHAR(40) NOT NULL,
      host VARCHAR(253) NULL,
      name VARCHAR(120) NOT NULL,
      enabled TINYINT(1) NOT NULL DEFAULT 1,
      default_marker TINYINT UNSIGNED NULL,
      brand_color CHAR(7) NOT NULL DEFAULT '#2457d6',
      header_color CHAR(7) NOT NULL DEFAULT '#ffffff',
      link_color CHAR(7) NOT NULL DEFAULT '#2457d6',
      welcome_title VARCHAR(200) NOT NULL DEFAULT '',
      welcome_text VARCHAR(1000) NOT NULL DEFAULT '',
      footer_text VARCHAR(500) NOT NULL DEFAULT '',
      support_contact VARCHAR(200) NOT NULL DEFAULT '',
      header_links TEXT NOT NULL,
      footer_links TEXT NOT NULL,
      guests_may_read TINYINT(1) NOT NULL DEFAULT 1,
      guests_may_submit TINYINT(1) NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY customer_portals_slug (slug),
      UNIQUE KEY customer_portals_host (host),
      UNIQUE KEY customer_portals_default (default_marker),
      UNIQUE KEY customer_portals_scope (portal_id, id),
      CONSTRAINT customer_portals_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("customer_portals");
}
