import type { Knex } from "knex";

// Events written in the transaction of their cause. done lists the listeners that have finished with it; the row goes
// when all have. locked_until is the claim of one worker.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE outbox (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      name VARCHAR(80) NOT NULL,
      payload TEXT NOT NULL,
      actor TEXT NOT NULL,
      done TEXT NOT NULL,
      attempts INT UNSIGNED NOT NULL DEFAULT 0,
      last_error VARCHAR(500) NULL,
      available_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      KEY outbox_due (available_at, id),
      CONSTRAINT outbox_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("outbox");
}
