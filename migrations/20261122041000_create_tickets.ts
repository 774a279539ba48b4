import type { Knex } from "knex";

// Everything a list sorts or filters by stands on the row; each list has the index that has its order.
// is_open follows status (open, in_progress, on_hold are open); priority is 1 low … 4 urgent.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE tickets (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      portal_id INT UNSIGNED NOT NULL,
      number INT UNSIGNED NOT NULL,
      contact_id INT UNSIGNED NOT NULL,
      account_id INT UNSIGNED NULL,
      category_id INT UNSIGNED NULL,
      assignee_id INT UNSIGNED NULL,
      subject VARCHAR(250) NOT NULL,
      status VARCHAR(20) NOT NULL,
      is_open TINYINT(1) NOT NULL,
      priority TINYINT UNSIGNED NOT NULL DEFAULT 2,
      reply_count INT UNSIGNED NOT NULL DEFAULT 0,
      last_reply_by VARCHAR(10) NOT NULL,
      last_reply_at DATETIME(3) NOT NULL,
      due_at DATETIME(3) NULL,
      closed_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      UNIQUE KEY tickets_scope (portal_id, id),
      UNIQUE KEY tickets_number (portal_id, number),
      KEY tickets_contact (portal_id, contact_id, updated_at, id),
      KEY tickets_account (portal_id, account_id, updated_at, id),
      KEY tickets_queue (portal_id, is_open, updated_at, id),
      KEY tickets_assignee (portal_id, assignee_id, is_open, updated_at, id),
      KEY tickets_due (portal_id, is_open, due_at, id),
      KEY tickets_priority (portal_id, is_open, priority, updated_at, id),
      KEY tickets_status (portal_id, status, updated_at, id),
      KEY tickets_updated (portal_id, updated_at, id),
      KEY tickets_category (portal_id, category_id, updated_at, id),
      CONSTRAINT tickets_contact_fk FOREIGN KEY (portal_id, contact_id) REFERENCES contacts (portal_id, id),
      CONSTRAINT tickets_account_fk FOREIGN KEY (portal_id, account_id) REFERENCES accounts (portal_id, id),
      CONSTRAINT tickets_category_fk FOREIGN KEY (portal_id, category_id) REFERENCES categories (portal_id, id),
      CONSTRAINT tickets_assignee_fk FOREIGN KEY (portal_id, assignee_id) REFERENCES portal_members (portal_id, agent_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("tickets");
}
