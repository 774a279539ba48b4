import type { Scope } from "../core/context.ts";
import { one, prepared } from "../core/db.ts";

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** The contact of a ticket, in this portal. */
export const contactOf = (
  { db, portalId }: Scope,
  contactId: number,
): Promise<Person & { readonly accountId: number | null }> =>
  one(
    db("contacts")
      .where({ portal_id: portalId, id: contactId })
      .limit(1)
      .select({ id: "id", name: "name", email: "email", accountId: "account_id" }) as PromiseLike<
      (Person & { accountId: number | null })[]
    >,
    "contact",
  );

const members = ({ db, portalId }: Scope) =>
  db("portal_members as m")
    .join("agents as a", "a.id", "m.agent_id")
    .join("logins as l", "l.id", "a.login_id")
    .where({ "m.portal_id": portalId })
    .whereNull("a.disabled_at");

/** Who a ticket of this portal may be assigned to: its members, by name. */
export const agentsOf = ({ db, portalId }: Scope): Promise<Person[]> =>
  prepared(
    db,
    `SELECT a.id, a.name, l.email FROM portal_members m JOIN agents a ON a.id = m.agent_id JOIN logins l ON l.id = a.login_id
     WHERE m.portal_id = ? AND a.disabled_at IS NULL ORDER BY a.name LIMIT 500`,
    [portalId],
  );

/** A member of this portal, or null: also for one whose account was disabled meanwhile. */
export async function agentOf(scope: Scope, agentId: number): Promise<Person | null> {
  const [row] = (await members(scope)
    .where("a.id", agentId)
    .limit(1)
    .select({ id: "a.id", name: "a.name", email: "l.email" })) as Person[];
  return row ?? null;
}
