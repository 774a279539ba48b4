import type { Scope } from "../core/context.ts";
import type { Person } from "./people.repository.ts";

export interface KnownContact extends Person {
  readonly accountId: number | null;
}

const contacts = ({ db, portalId }: Scope) => db("contacts").where({ portal_id: portalId });
const columns = { id: "id", name: "name", email: "email", accountId: "account_id" };

export async function contactByEmail(scope: Scope, email: string): Promise<KnownContact | null> {
  const [row] = (await contacts(scope).where({ email }).limit(1).select(columns)) as KnownContact[];
  return row ?? null;
}

/** Contacts whose address or name begins like this; each by its own index. */
export async function contactsBeginning(scope: Scope, text: string, limit: number): Promise<KnownContact[]> {
  const beginning = `${text.replace(/[\\%_]/g, "\\$&")}%`;
  const found = await Promise.all([
    contacts(scope)
      .where("email", "like", beginning.toLowerCase())
      .orderBy("email")
      .limit(limit)
      .select(columns),
    contacts(scope).where("name", "like", beginning).orderBy("name").limit(limit).select(columns),
  ]);
  const byId = new Map((found.flat() as KnownContact[]).map((contact) => [contact.id, contact]));
  return [...byId.values()].slice(0, limit);
}

/** @throws a duplicate-key error when somebody was quicker */
export async function insertContact(
  { db, portalId }: Scope,
  { name, email }: Omit<Person, "id">,
  now: Date,
): Promise<number> {
  const row = { portal_id: portalId, name, email, created_at: now, updated_at: now };
  const [id] = (await db("contacts").insert(row)) as [number];
  return id;
}
