import type { Knex } from "knex";

// The history of a ticket: one row a changed field, in stored values; pages put them into words.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE ticket_changes (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
      portal_id INT UNSIGNED NOT NULL,
      ticket_id BIGINT UNSIGNED NOT NULL,
      field VARCHAR(20) NOT NULL,
      old_value VARCHAR(250) NULL,
      new_value VARCHAR(250) NULL,
      actor_kind VARCHAR(10) NOT NULL,
      actor_id INT UNSIGNED NOT NULL,
      actor_name VARCHAR(120) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (ticket_id, id),
      UNIQUE KEY ticket_changes_id (id),
      KEY ticket_changes_ticket (portal_id, ticket_id),
      CONSTRAINT ticket_changes_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("ticket_changes");
}
