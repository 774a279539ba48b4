import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first } from "../core/db.ts";

export interface Invited {
  readonly name: string;
  readonly email: string;
}

export const invitedContact = (
  { db, portalId }: Scope,
  contactId: number,
): Promise<(Invited & { id: number; loginId: number | null }) | null> =>
  first(
    db("contacts")
      .where({ portal_id: portalId, id: contactId, disabled_at: null })
      .select<(Invited & { id: number; loginId: number | null })[]>({
        id: "id",
        name: "name",
        email: "email",
        loginId: "login_id",
      }),
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

/** Opens every portal to its login that invited the address, as long as the invitation is good. */
export async function linkInvitedContacts(
  db: Knex,
  email: string,
  loginId: number,
  now: Date,
): Promise<void> {
  const outdated = db("invitations as i")
    .select(db.raw("1"))
    .whereRaw("i.portal_id = contacts.portal_id AND i.contact_id = contacts.id")
    .where("i.expires_at", "<=", now);
  await everyContact(db)
    .where({ email, login_id: null })
    .whereNotNull("invited_at")
    .whereNotExists(outdated)
    .update({ login_id: loginId });
}

// By address in all portals: naming the portals makes it a few lookups in the index.
const everyContact = (db: Knex): Knex.QueryBuilder =>
  db("contacts").whereIn("portal_id", db("portals").select("id"));
