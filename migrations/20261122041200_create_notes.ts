import type { Knex } from "knex";

// What only agents see: a table of its own, so that no contact's query can reach it by forgetting a condition.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE notes (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
      portal_id INT UNSIGNED NOT NULL,
      ticket_id BIGINT UNSIGNED NOT NULL,
      agent_id INT UNSIGNED NOT NULL,
      author_name VARCHAR(120) NOT NULL,
      body_html MEDIUMTEXT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (ticket_id, id),
      UNIQUE KEY notes_id (id),
      UNIQUE KEY notes_scope (portal_id, id),
      KEY notes_ticket (portal_id, ticket_id),
      CONSTRAINT notes_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("notes");
}
