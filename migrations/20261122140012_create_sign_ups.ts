import type { Knex } from "knex";

// Somebody asked for access by themselves. asked: the address is not confirmed yet (token_hash belongs to the mailed link; a row without
// one was answered by another mail, or a newer one replaced it). waiting: for an agent. accepted, declined.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sign_ups (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      customer_portal_id INT UNSIGNED NOT NULL,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      name VARCHAR(120) NOT NULL,
      state VARCHAR(10) NOT NULL DEFAULT 'asked',
      token_hash CHAR(64) NULL,
      expires_at DATETIME(3) NOT NULL,
      consented TINYINT(1) NOT NULL DEFAULT 0,
      confirmed_at DATETIME(3) NULL,
      decided_at DATETIME(3) NULL,
      decided_by VARCHAR(120) NOT NULL DEFAULT '',
      reason VARCHAR(1000) NOT NULL DEFAULT '',
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY sign_ups_scope (portal_id, id),
      UNIQUE KEY sign_ups_token (token_hash),
      KEY sign_ups_state (portal_id, state, id),
      KEY sign_ups_email (portal_id, email),
      CONSTRAINT sign_ups_customer_portal_fk FOREIGN KEY (portal_id, customer_portal_id)
        REFERENCES customer_portals (portal_id, id) ON DELETE CASCADE
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("sign_ups");
}
