import type { Knex } from "knex";

// Global: an agent works in several portals; portal_members says where and as what.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE agents (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      login_id INT UNSIGNED NOT NULL,
      name VARCHAR(120) NOT NULL,
      is_administrator TINYINT(1) NOT NULL DEFAULT 0,
      disabled_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY agents_login (login_id),
      KEY agents_administrator (is_administrator),
      CONSTRAINT agents_login_fk FOREIGN KEY (login_id) REFERENCES logins (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("agents");
}
