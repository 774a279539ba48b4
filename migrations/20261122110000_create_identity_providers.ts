import type { Knex } from "knex";

// Global: a provider may speak for the contacts of several portals and for agents. `config` is what its protocol needs, as JSON without
// secrets; `endpoint_base` is where our own addresses began when it was added: they are registered over there and must not change.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE identity_providers (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      kind VARCHAR(10) NOT NULL,
      name VARCHAR(60) NOT NULL,
      enabled TINYINT(1) NOT NULL DEFAULT 0,
      endpoint_base VARCHAR(300) NOT NULL,
      config TEXT NOT NULL,
      sealed_secret TEXT NULL,
      domains TEXT NOT NULL,
      for_agents TINYINT(1) NOT NULL DEFAULT 0,
      new_agents_role VARCHAR(40) NULL,
      new_agents_portal_id INT UNSIGNED NULL,
      creates_contacts TINYINT(1) NOT NULL DEFAULT 0,
      trusts_addresses TINYINT(1) NOT NULL DEFAULT 0,
      both_steps TINYINT(1) NOT NULL DEFAULT 0,
      only_way TINYINT(1) NOT NULL DEFAULT 0,
      last_problem VARCHAR(40) NULL,
      last_problem_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      CONSTRAINT identity_providers_portal_fk FOREIGN KEY (new_agents_portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("identity_providers");
}
