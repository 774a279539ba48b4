import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";

interface Holder {
  readonly email: string;
  readonly mobile: string;
  /** Null for an agent. */
  readonly portalId: number | null;
}

// By number or address in all portals: naming the portals makes it a few lookups in the index.
const contacts = (db: Knex) =>
  db("contacts")
    .whereIn("portal_id", db("portals").select("id"))
    .whereNull("disabled_at")
    .select<Holder[]>({ email: "email", mobile: "mobile", portalId: "portal_id" });
const agents = (db: Knex) =>
  db("agents as a")
    .join("logins as l", "l.id", "a.login_id")
    .whereNull("a.disabled_at")
    .select<Holder[]>(db.raw("NULL AS portalId"), { email: "l.email", mobile: "a.mobile" });

/** Whose number it is; null when nobody has it, or more than one person: it proves neither of them. */
export async function emailByMobile(db: Knex, mobile: string): Promise<string | null> {
  const holders = [
    ...((await agents(db).where("a.mobile", mobile).limit(50)) as Holder[]),
    ...((await contacts(db).where({ mobile }).limit(50)) as Holder[]),
  ];
  const emails = new Set(holders.map(({ email }) => email));
  return emails.size === 1 ? (holders[0]?.email ?? null) : null;
}

/**
 * The number of whoever has this address: the one that this portal knows of, else their only one. Null without one, or when somebody else
 * has it too.
 */
export async function mobileByEmail({ db, portalId }: Scope, email: string): Promise<string | null> {
  const all = [
    ...((await contacts(db).where({ email }).whereNotNull("mobile").limit(50)) as Holder[]),
    ...((await agents(db).where("l.email", email).whereNotNull("a.mobile")) as Holder[]),
  ];
  const here = all.find((holder) => holder.portalId === portalId);
  const only = new Set(all.map(({ mobile }) => mobile)).size === 1 ? all[0] : undefined;
  const found = (here ?? only)?.mobile;
  return found !== undefined && (await emailByMobile(db, found)) === email ? found : null;
}

/** How many contacts of this portal have the number. */
export async function holdersHere({ db, portalId }: Scope, mobile: string): Promise<number> {
  const row = (await db("contacts")
    .where({ portal_id: portalId, mobile, disabled_at: null })
    .count({ count: "*" })
    .first()) as { count: number };
  return Number(row.count);
}

/** The number of a contact of this portal. */
export const mobileOfContact = ({ db, portalId }: Scope, id: number): Promise<string | null> =>
  numberIn(db("contacts").where({ portal_id: portalId, id }));
export const mobileOfAgent = (db: Knex, id: number): Promise<string | null> =>
  numberIn(db("agents").where({ id }));

const numberIn = async (rows: Knex.QueryBuilder): Promise<string | null> =>
  ((await rows.first("mobile")) as { mobile: string | null } | undefined)?.mobile ?? null;
