import type { Knex } from "knex";

// Global: who signed in, or tried to, how and from where. Only ever added to; the sweep deletes what is older than the retention.
// No foreign key to logins: the trail outlives whom it speaks of.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE audit_events (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      at DATETIME(3) NOT NULL,
      kind VARCHAR(40) NOT NULL,
      who VARCHAR(254) NOT NULL,
      login_id INT UNSIGNED NULL,
      place VARCHAR(120) NOT NULL,
      address VARCHAR(45) NOT NULL,
      user_agent VARCHAR(300) NOT NULL,
      reason VARCHAR(40) NOT NULL,
      KEY audit_events_at (at),
      KEY audit_events_who (who, id),
      KEY audit_events_kind (kind, id),
      KEY audit_events_address (address, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("audit_events");
}
