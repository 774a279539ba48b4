import type { Knex } from "knex";
import { prepared } from "../core/db.ts";

export interface Membership {
  readonly portalId: number;
  readonly slug: string;
  readonly name: string;
}

/** The portals that an agent has a role in; an administrator of the installation may enter others too, but does not work there. */
export async function membershipsOfAgent(db: Knex, agentId: number): Promise<Membership[]> {
  return (
    db("portal_members as m")
      .join("portals as p", "p.id", "m.portal_id")
      .where("m.agent_id", agentId)
      // Before production a portal is its owner's alone, or while it has none the administrators'.
      .whereRaw(
        `(p.state IN ('production', 'retired') OR p.owner_id = m.agent_id OR (p.owner_id IS NULL AND EXISTS
        (SELECT 1 FROM agents a WHERE a.id = m.agent_id AND a.is_administrator = 1)))`,
      )
      .orderBy("p.name")
      .select<Membership[]>({ portalId: "p.id", slug: "p.slug", name: "p.name" })
  );
}

/** Where this login is a contact. */
export async function contactsOfLogin(
  db: Knex,
  loginId: number,
): Promise<{ portalId: number; contactId: number }[]> {
  return db("contacts")
    .whereIn("portal_id", db("portals").select("id"))
    .where({ login_id: loginId })
    .whereNull("disabled_at")
    .orderBy("id")
    .select<{ portalId: number; contactId: number }[]>({ portalId: "portal_id", contactId: "id" });
}

export interface ContactPortal {
  readonly portalId: number;
  readonly slug: string;
  readonly name: string;
  readonly url: string;
}

/** The customer portals of a contact, one for each portal that is open to them, by name: one query by the login's index. */
export async function portalsOfContact(db: Knex, loginId: number): Promise<ContactPortal[]> {
  const rows = await prepared<Omit<ContactPortal, "url"> & { isDefault: number | null }>(
    db,
    `SELECT f.portal_id AS portalId, f.slug, f.name, f.default_marker AS isDefault FROM contacts c
     JOIN portals p ON p.id = c.portal_id AND p.state IN ('production', 'retired')
     JOIN customer_portals f ON f.portal_id = c.portal_id AND f.enabled = 1
     WHERE c.login_id = ? AND c.disabled_at IS NULL ORDER BY f.name, f.default_marker IS NULL, f.id LIMIT 100`,
    [loginId],
  );
  const first = new Map<number, ContactPortal>();
  for (const { isDefault, ...row } of [...rows].sort((a, b) => (b.isDefault ?? 0) - (a.isDefault ?? 0)))
    if (!first.has(row.portalId))
      first.set(row.portalId, { ...row, url: isDefault ? "/" : `/portal/${row.slug}` });
  return [...first.values()].sort((a, b) => a.name.localeCompare(b.name));
}
