import type { Knex } from "knex";

// At most 512 KB a row: small write sets replicate without a stall and stream without holding a file in memory.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE attachment_chunks (
      portal_id INT UNSIGNED NOT NULL,
      attachment_id BIGINT UNSIGNED NOT NULL,
      position INT UNSIGNED NOT NULL,
      data MEDIUMBLOB NOT NULL,
      PRIMARY KEY (portal_id, attachment_id, position),
      CONSTRAINT attachment_chunks_fk FOREIGN KEY (portal_id, attachment_id)
        REFERENCES attachments (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("attachment_chunks");
}
