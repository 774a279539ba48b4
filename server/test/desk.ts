import type { CheerioAPI } from "cheerio";
import type { RoleName } from "../accounts/index.ts";
import { aContact, aFront, anAccount, anAgent, aPortal, aTicket } from "./factories.ts";
import { Browser, testDb } from "./harness.ts";

export type Desk = Awaited<ReturnType<typeof aDesk>>;

/** A portal with a front, an account with a contact, and an agent who is signed in. */
export async function aDesk(appUrl: string, role: RoleName = "agent") {
  const db = testDb();
  const portal = await aPortal(db);
  const front = await aFront(db, { portalId: portal.id });
  const agent = await anAgent(db, { roles: [{ portalId: portal.id, role }] });
  const account = await anAccount(db, { portalId: portal.id, name: "Northwind" });
  const contact = await aContact(db, { portalId: portal.id, accountId: account.id });
  const signedIn = async (email: string, base = "") => {
    const browser = new Browser(appUrl);
    await browser.signIn(email, base);
    return browser;
  };
  const browser = await signedIn(agent.email);
  return {
    ...{ portal, front, agent, account, contact, browser, signedIn },
    base: `/desk/${portal.slug}`,
    url: `/desk/${portal.slug}/requests`,
    /** Another agent of the same portal, signed in. */
    colleague: async (as: RoleName = "agent", name?: string) => {
      const person = await anAgent(db, {
        roles: [{ portalId: portal.id, role: as }],
        ...(name ? { name } : {}),
      });
      return { ...person, browser: await signedIn(person.email) };
    },
    ticket: (given: Partial<Parameters<typeof aTicket>[1]> = {}) =>
      aTicket(db, { portalId: portal.id, contactId: contact.id, accountId: account.id, ...given }),
    setTicket: (id: number, columns: Record<string, unknown>) => db("tickets").where({ id }).update(columns),
  };
}

export const textsOf = ($: CheerioAPI, selector: string): string[] =>
  $(selector)
    .toArray()
    .map((element) => $(element).text().replace(/\s+/g, " ").trim());
