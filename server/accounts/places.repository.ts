import type { Knex } from "knex";

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
