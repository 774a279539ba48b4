import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import type { PortalContent } from "./content/content.ts";
import type { Person, PlannedTicket } from "./plan.ts";
import { inserter } from "./portal.repository.ts";

/** The demo address of a person; all of them are at example.com, where no mail ever arrives. */
export function emailOf(name: string, suffix = ""): string {
  const ascii = name
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("ı", "i")
    .replaceAll("ł", "l")
    .replaceAll("ß", "ss")
    .replaceAll(/[^a-z]+/g, ".");
  return `${ascii}${suffix && `.${suffix}`}@example.com`;
}

async function loginId(db: Knex, email: string, passwordHash: string, now: Date): Promise<number> {
  const found = await db<{ id: number; email: string }>("logins").where({ email }).first("id");
  if (found) return found.id;
  const [id] = (await db("logins").insert({ email, password_hash: passwordHash, created_at: now })) as [
    number,
  ];
  return id;
}

/** An agent who can sign in; one who works in two portals is the same person in both. */
export async function anAgentNamed(
  db: Knex,
  name: string,
  suffix: string,
  passwordHash: string,
  now: Date,
  administrator = false,
): Promise<Person> {
  const login = await loginId(db, emailOf(name, suffix), passwordHash, now);
  const found = await db<{ id: number; login_id: number }>("agents").where({ login_id: login }).first("id");
  if (found) return { id: found.id, name };
  const [id] = (await db("agents").insert({
    login_id: login,
    name,
    is_administrator: administrator,
    created_at: now,
    updated_at: now,
  })) as [number];
  return { id, name };
}

/** Makes the agents of a portal its members. */
export async function insertAgents(
  scope: Scope,
  content: PortalContent,
  suffix: string,
  passwordHash: string,
  now: Date,
): Promise<Person[]> {
  const agents: Person[] = [];
  for (const { name, role } of content.agents) {
    const agent = await anAgentNamed(scope.db, name, suffix, passwordHash, now);
    await scope
      .db("portal_members")
      .insert({ portal_id: scope.portalId, agent_id: agent.id, role, created_at: now });
    agents.push(agent);
  }
  return agents;
}

/** The client companies of a portal and their people, who can sign in. */
export async function insertContacts(
  scope: Scope,
  content: PortalContent,
  suffix: string,
  passwordHash: string,
  now: Date,
): Promise<PlannedTicket["contact"][]> {
  const insert = inserter(scope);
  const contacts: PlannedTicket["contact"][] = [];
  for (const [index, account] of content.accounts.entries()) {
    const accountId = await insert("accounts", {
      name: account.name,
      description: account.description,
      created_at: now,
      updated_at: now,
    });
    for (const [position, name] of account.contacts.entries()) {
      const email = emailOf(name, suffix);
      const id = await insert("contacts", {
        ...{
          login_id: await loginId(scope.db, email, passwordHash, now),
          account_id: accountId,
          name,
          email,
        },
        ...{
          phone: `+49 30 5550 ${index + 1}${position}`,
          sees_account: position < account.seeAccount,
          invited_at: now,
          created_at: now,
          updated_at: now,
        },
      });
      contacts.push({ id, name, accountId });
    }
  }
  return contacts;
}

const administratorName = "Demo Administrator";

/** An administrator for looking around, only while the installation has none. @returns the address of the demo's, or null. */
export async function ensureAdministrator(db: Knex, passwordHash: string, now: Date): Promise<string | null> {
  const email = emailOf(administratorName);
  const found = await db("agents as a")
    .join("logins as l", "l.id", "a.login_id")
    .where("a.is_administrator", 1)
    .select<{ email: string }[]>("l.email");
  if (found.length === 0) await anAgentNamed(db, administratorName, "", passwordHash, now, true);
  return found.length === 0 || found.some((each) => each.email === email) ? email : null;
}
