import type { Knex } from "knex";

// What the contact sees; the first one is the request's description. Clustered by ticket, so that a page of a
// conversation is one range. author_id is a contact's or an agent's id, as author_kind says.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE replies (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
      portal_id INT UNSIGNED NOT NULL,
      ticket_id BIGINT UNSIGNED NOT NULL,
      author_kind VARCHAR(10) NOT NULL,
      author_id INT UNSIGNED NOT NULL,
      author_name VARCHAR(120) NOT NULL,
      body_html MEDIUMTEXT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (ticket_id, id),
      UNIQUE KEY replies_id (id),
      UNIQUE KEY replies_scope (portal_id, id),
      KEY replies_ticket (portal_id, ticket_id),
      CONSTRAINT replies_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("replies");
}
