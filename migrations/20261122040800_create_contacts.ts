import type { Knex } from "knex";

// login_id is NULL until the contact has accepted an invitation; a guest who only submits never gets one.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE contacts (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      login_id INT UNSIGNED NULL,
      account_id INT UNSIGNED NULL,
      name VARCHAR(120) NOT NULL,
      email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
      phone VARCHAR(40) NOT NULL DEFAULT '',
      sees_account TINYINT(1) NOT NULL DEFAULT 0,
      invited_at DATETIME(3) NULL,
      disabled_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY contacts_scope (portal_id, id),
      UNIQUE KEY contacts_email (portal_id, email),
      UNIQUE KEY contacts_login (portal_id, login_id),
      KEY contacts_name (portal_id, name, id),
      KEY contacts_account (portal_id, account_id, name),
      CONSTRAINT contacts_portal_fk FOREIGN KEY (portal_id) REFERENCES portals (id),
      CONSTRAINT contacts_login_fk FOREIGN KEY (login_id) REFERENCES logins (id),
      CONSTRAINT contacts_account_fk FOREIGN KEY (portal_id, account_id) REFERENCES accounts (portal_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("contacts");
}
