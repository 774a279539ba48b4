import type { Knex } from "knex";

// What somebody is typing; owner is "contact:7", "agent:3" or "browser:<hash>", form the page's own key.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE drafts (
      portal_id INT UNSIGNED NOT NULL,
      owner VARCHAR(80) NOT NULL,
      form VARCHAR(60) NOT NULL,
      fields MEDIUMTEXT NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, owner, form),
      KEY drafts_old (updated_at),
      CONSTRAINT drafts_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("drafts");
}
