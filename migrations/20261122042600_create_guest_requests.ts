import type { Knex } from "knex";

// What a guest sent, until the address is confirmed by the mailed link; then it becomes a ticket.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE guest_requests (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      token_hash CHAR(64) NULL,
      name VARCHAR(120) NOT NULL,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      owner VARCHAR(80) NOT NULL,
      fields MEDIUMTEXT NOT NULL,
      ticket_id BIGINT UNSIGNED NULL,
      expires_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY guest_requests_scope (portal_id, id),
      UNIQUE KEY guest_requests_token (token_hash),
      KEY guest_requests_expiry (expires_at),
      CONSTRAINT guest_requests_front_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE,
      CONSTRAINT guest_requests_ticket_fk FOREIGN KEY (portal_id, ticket_id) REFERENCES tickets (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("guest_requests");
}
