import type { Knex } from "knex";
import type { AgentActor, ContactActor, Permission } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import type { SignedIn } from "../core/http/request.ts";
import { rolePermissions, type RoleName } from "./roles.ts";

// Asked on every page view, so that what was taken away acts at the next click: one lookup by unique keys each.
const contactSql = `SELECT c.id, c.name, c.email, c.account_id AS accountId, c.sees_account AS seesAccount
  FROM contacts c WHERE c.portal_id = ? AND c.login_id = ? AND c.disabled_at IS NULL`;
const agentSql = `SELECT a.id, a.name, l.email, a.is_administrator AS administrator
  FROM agents a JOIN logins l ON l.id = a.login_id WHERE a.login_id = ? AND a.disabled_at IS NULL`;

interface ContactRow {
  id: number;
  name: string;
  email: string;
  accountId: number | null;
  seesAccount: number;
}

/** The contact that this login is in this portal, or null. */
export async function contactActor({ db, portalId }: Scope, loginId: number): Promise<ContactActor | null> {
  const [row] = await prepared<ContactRow>(db, contactSql, [portalId, loginId]);
  return row ? { kind: "contact", ...row, loginId, seesAccount: row.seesAccount === 1 } : null;
}

interface AgentRow {
  id: number;
  name: string;
  email: string;
  administrator: number;
}
const nothing: ReadonlySet<Permission> = new Set();

/**
 * The agent that this login is, or null. With a portal, `may` is what the role allows there, and null comes back when the agent is no
 * member of it; an administrator of the installation may everything in every portal.
 */
export async function agentActor(
  db: Knex,
  loginId: number,
  portalId: number | null,
): Promise<AgentActor | null> {
  const [row] = await prepared<AgentRow>(db, agentSql, [loginId]);
  if (!row) return null;
  const actor = {
    kind: "agent" as const,
    id: row.id,
    loginId,
    name: row.name,
    email: row.email,
    administrator: row.administrator === 1,
  };
  if (actor.administrator) return { ...actor, may: rolePermissions.administrator };
  if (portalId === null) return { ...actor, may: nothing };
  const [member] = await prepared<{ role: RoleName }>(
    db,
    "SELECT role FROM portal_members WHERE portal_id = ? AND agent_id = ?",
    [portalId, row.id],
  );
  return member ? { ...actor, may: rolePermissions[member.role] } : null;
}

/** Name and address of whoever signed in: the agent's name, or a contact's. Null when the login is gone. */
export async function signedInPerson(db: Knex, loginId: number): Promise<SignedIn | null> {
  const [row] = await prepared<{ email: string; name: string | null }>(
    db,
    `SELECT l.email, COALESCE((SELECT a.name FROM agents a WHERE a.login_id = l.id AND a.disabled_at IS NULL),
       (SELECT c.name FROM contacts c WHERE c.login_id = l.id AND c.disabled_at IS NULL ORDER BY c.id LIMIT 1)) AS name
     FROM logins l WHERE l.id = ?`,
    [loginId],
  );
  return row ? { loginId, email: row.email, name: row.name ?? row.email } : null;
}

/** The same agent at a desk: what the role allows there. */
export const deskActor = (agent: AgentActor, role: RoleName): AgentActor => ({
  ...agent,
  may: rolePermissions[role],
});

export interface DeskPortal {
  readonly slug: string;
  readonly name: string;
  readonly role: RoleName;
}

// Before production a portal is its owner's alone (portals/portal.ts): nobody else is shown it.
const openStates = "'production', 'retired'";

// Short enough for a switcher; administration lists them all.
const mostPortals = 50;

/** The portals an agent may enter, by name, `current` among them if it is one: an administrator every one, others where they are members. */
export async function portalsOfAgent(
  db: Knex,
  agent: Pick<AgentActor, "id" | "administrator">,
  current: string | null,
): Promise<DeskPortal[]> {
  if (agent.administrator)
    return prepared<DeskPortal>(
      db,
      `SELECT p.slug, p.name, 'administrator' AS role FROM portals p
       WHERE p.state IN (${openStates}) OR p.owner_id = ? OR p.owner_id IS NULL
       ORDER BY p.slug = ? DESC, p.name LIMIT ${mostPortals}`,
      [agent.id, current ?? ""],
    );
  return prepared<DeskPortal>(
    db,
    `SELECT p.slug, p.name, m.role FROM portal_members m JOIN portals p ON p.id = m.portal_id
     WHERE m.agent_id = ? AND (p.state IN (${openStates}) OR p.owner_id = m.agent_id)
     ORDER BY p.slug = ? DESC, p.name LIMIT ${mostPortals}`,
    [agent.id, current ?? ""],
  );
}
