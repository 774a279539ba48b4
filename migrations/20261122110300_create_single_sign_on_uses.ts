import type { Knex } from "knex";

// Global: what counts once (a sign-in's state, an assertion), kept until it would not be accepted anyway. Whoever inserts it used it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE single_sign_on_uses (
      use_hash CHAR(64) NOT NULL PRIMARY KEY,
      expires_at DATETIME(3) NOT NULL,
      KEY single_sign_on_uses_expiry (expires_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("single_sign_on_uses");
}
