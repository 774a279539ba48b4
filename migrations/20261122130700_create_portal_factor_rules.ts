import type { Knex } from "knex";

/** Where a portal asks for more, or less, of a second step than the installation does; for its agents and for its contacts. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE portal_factor_rules (
      portal_id INT UNSIGNED NOT NULL,
      audience VARCHAR(10) NOT NULL,
      rule VARCHAR(10) NOT NULL,
      PRIMARY KEY (portal_id, audience),
      CONSTRAINT portal_factor_rules_portal FOREIGN KEY (portal_id) REFERENCES portals (id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("portal_factor_rules");
}
