import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE portal_members (
      portal_id INT UNSIGNED NOT NULL,
      agent_id INT UNSIGNED NOT NULL,
      role VARCHAR(40) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (portal_id, agent_id),
      KEY portal_members_agent (agent_id),
      CONSTRAINT portal_members_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT portal_members_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("portal_members");
}
