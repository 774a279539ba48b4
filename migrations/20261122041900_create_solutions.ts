import type { Knex } from "knex";

// audience is public (guests too), contacts or agents; state is draft or published.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE solutions (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      topic_id INT UNSIGNED NOT NULL,
      title VARCHAR(200) NOT NULL,
      summary VARCHAR(300) NOT NULL DEFAULT '',
      body_html MEDIUMTEXT NOT NULL,
      state VARCHAR(20) NOT NULL DEFAULT 'draft',
      audience VARCHAR(20) NOT NULL DEFAULT 'public',
      views INT UNSIGNED NOT NULL DEFAULT 0,
      helpful INT UNSIGNED NOT NULL DEFAULT 0,
      unhelpful INT UNSIGNED NOT NULL DEFAULT 0,
      author_id INT UNSIGNED NOT NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY solutions_scope (portal_id, id),
      KEY solutions_popular (portal_id, state, audience, views, id),
      KEY solutions_recent (portal_id, state, audience, updated_at, id),
      KEY solutions_topic (portal_id, topic_id, title),
      CONSTRAINT solutions_topic_fk FOREIGN KEY (portal_id, topic_id) REFERENCES topics (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("solutions");
}
