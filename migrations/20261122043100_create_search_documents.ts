import type { Knex } from "knex";

// The terms of documents whose text changes (solutions), so that old ones can be taken out of search_postings by key; tickets only grow.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE search_documents (
      portal_id INT UNSIGNED NOT NULL,
      kind TINYINT UNSIGNED NOT NULL,
      document_id BIGINT UNSIGNED NOT NULL,
      term_ids MEDIUMTEXT NOT NULL,
      PRIMARY KEY (portal_id, kind, document_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("search_documents");
}
