import type { Knex } from "knex";

// Whose mail domain it is: who signs up with an address of the domain belongs to the account. One account a domain.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE account_domains (
      portal_id INT UNSIGNED NOT NULL,
      domain VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
      account_id INT UNSIGNED NOT NULL,
      PRIMARY KEY (portal_id, domain),
      KEY account_domains_account (portal_id, account_id),
      CONSTRAINT account_domains_account_fk FOREIGN KEY (portal_id, account_id) REFERENCES accounts (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("account_domains");
}
