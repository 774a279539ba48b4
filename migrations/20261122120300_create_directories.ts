import type { Knex } from "knex";

// Global: a directory (LDAP, Active Directory) that people come from; into_portal_id says which portal's people they become. The password
// is sealed. away_* is what signing in and importing found last; import_asked_at is an administrator's "now".
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE directories (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name VARCHAR(120) NOT NULL,
      enabled TINYINT(1) NOT NULL DEFAULT 0,
      people VARCHAR(10) NOT NULL,
      into_portal_id INT UNSIGNED NOT NULL,
      role VARCHAR(30) NOT NULL DEFAULT '',
      url VARCHAR(300) NOT NULL,
      ca_certificate TEXT NOT NULL,
      bind_dn VARCHAR(500) NOT NULL,
      bind_password VARCHAR(2000) NOT NULL,
      base_dn VARCHAR(500) NOT NULL,
      user_filter VARCHAR(1000) NOT NULL,
      id_attribute VARCHAR(60) NOT NULL,
      mail_attribute VARCHAR(60) NOT NULL,
      name_attribute VARCHAR(60) NOT NULL,
      phone_attribute VARCHAR(60) NOT NULL,
      mobile_attribute VARCHAR(60) NOT NULL,
      account_attribute VARCHAR(60) NOT NULL,
      account_name VARCHAR(200) NOT NULL,
      signs_in TINYINT(1) NOT NULL DEFAULT 1,
      takes_over TINYINT(1) NOT NULL DEFAULT 0,
      import_hours INT UNSIGNED NOT NULL DEFAULT 0,
      approved_at DATETIME(3) NULL,
      import_asked_at DATETIME(3) NULL,
      imported_at DATETIME(3) NULL,
      outcome VARCHAR(500) NOT NULL DEFAULT '',
      away_since DATETIME(3) NULL,
      away_problem VARCHAR(20) NOT NULL DEFAULT '',
      version INT UNSIGNED NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY directories_name (name),
      CONSTRAINT directories_portal_fk FOREIGN KEY (into_portal_id) REFERENCES portals (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("directories");
}
