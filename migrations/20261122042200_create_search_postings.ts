import type { Knex } from "knex";

// kind: 1 what the contact may find of a ticket, 2 what only agents may find (notes), 3 a solution.
// Derived data: rebuilt from the rows at any time, hence no foreign keys on the hot insert.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE search_postings (
      portal_id INT UNSIGNED NOT NULL,
      kind TINYINT UNSIGNED NOT NULL,
      term_id INT UNSIGNED NOT NULL,
      document_id BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (portal_id, kind, term_id, document_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("search_postings");
}
