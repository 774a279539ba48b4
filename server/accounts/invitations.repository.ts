import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first } from "../core/db.ts";

export interface Invited {
  readonly name: string;
  readonly email: string;
}

export const invitedContact = ({ db, portalId }: Scope, contactId: number): Promise<Invited | null> =>
  first(
    db("contacts")
      .where({ portal_id: portalId, id: contactId, disabled_at: null })
      .select<Invited[]>("name", "email"),
  );

export const invitedAgent = (db: Knex, agentId: number): Promise<Invited | null> =>
  first(
    db("agents as a")
      .join("logins as l", "l.id", "a.login_id")
      .where("a.id", agentId)
      .whereNull("a.disabled_at")
      .select<Invited[]>({ name: "a.name", email: "l.email" }),
  );

/** What the people lists call whoever has this address, in any portal; null for nobody. */
export async function invitedPerson(db: Knex, email: string): Promise<Invited | null> {
  const agent = await first<Invited>(
    db("agents as a")
      .join("logins as l", "l.id", "a.login_id")
      .where("l.email", email)
      .select<Invited[]>({ name: "a.name", email: "l.email" }),
  );
  if (agent) return agent;
  return first(
    everyContact(db).where({ email }).orderBy("id").limit(1).select("name", "email") as PromiseLike<
      Invited[]
    >,
  );
}

/** Opens every portal that invited the address to its login. */
export async function linkInvitedContacts(db: Knex, email: string, loginId: number): Promise<void> {
  await everyContact(db)
    .where({ email, login_id: null })
    .whereNotNull("invited_at")
    .update({ login_id: loginId });
}

// By address in all portals: naming the portals makes it a few lookups in the index.
const everyContact = (db: Knex): Knex.QueryBuilder =>
  db("contacts").whereIn("portal_id", db("portals").select("id"));
