import type { Knex } from "knex";

// Global: challenges that a passkey has answered. The browser brings them back sealed; this is what makes each count once.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE spent_challenges (
      challenge_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      expires_at DATETIME(3) NOT NULL,
      KEY spent_challenges_expires (expires_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("spent_challenges");
}
