import type { Knex } from "knex";

// One row a form that was sent: the same form posted twice finds where the first one led.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE submissions (
      portal_id INT UNSIGNED NOT NULL,
      once_key CHAR(64) NOT NULL,
      location VARCHAR(250) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, once_key),
      KEY submissions_old (created_at),
      CONSTRAINT submissions_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("submissions");
}
