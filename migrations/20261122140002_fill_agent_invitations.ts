import type { Knex } from "knex";

/** Agents are invited when they are made. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    INSERT IGNORE INTO invitations (portal_id, agent_id, email, sent_by, sent_at, expires_at, accepted_at, created_at)
    SELECT COALESCE((SELECT MIN(m.portal_id) FROM portal_members m WHERE m.agent_id = a.id), (SELECT MIN(p.id) FROM portals p)),
      a.id, l.email, '', a.created_at, a.created_at + INTERVAL 7 DAY, IF(l.password_hash IS NULL, NULL, a.created_at), a.created_at
    FROM agents a JOIN logins l ON l.id = a.login_id WHERE EXISTS (SELECT 1 FROM portals)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex("invitations").whereNotNull("agent_id").delete();
}
