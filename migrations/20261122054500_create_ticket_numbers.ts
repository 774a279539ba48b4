import type { Knex } from "knex";

// The last number of each portal, apart from the portal's row: every insert that refers to the portal locks that row in shared mode, and
// two of them that then wanted to count would wait for each other.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE ticket_numbers (
      portal_id INT UNSIGNED NOT NULL PRIMARY KEY,
      last_number INT UNSIGNED NOT NULL DEFAULT 0,
      CONSTRAINT ticket_numbers_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("ticket_numbers");
}
