import { aContact, aFront, anAccount, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { asAgent, Browser, contextFor, type TestApp } from "../test/harness.ts";

/** A portal with its customer portal, a contact who is signed in, and an agent. */
export async function contactStage(app: TestApp, given: { seesAccount?: boolean } = {}) {
  const portal = await aPortal(app.db);
  const front = await aFront(app.db, { portalId: portal.id });
  const account = await anAccount(app.db, { portalId: portal.id });
  const contact = await aContact(app.db, {
    portalId: portal.id,
    accountId: account.id,
    name: "Ana",
    ...given,
  });
  const agent = await anAgent(app.db, {
    name: "Mia",
    roles: [{ portalId: portal.id, role: "coordinator" }],
  });
  const browser = new Browser(app.url);
  await browser.signIn(contact.email, front.base);
  const desk = () => contextFor(app.db, portal.id, asAgent(agent, "coordinator"));
  const ticket = (more: Partial<Parameters<typeof aTicket>[1]> = {}) =>
    aTicket(app.db, { portalId: portal.id, contactId: contact.id, accountId: account.id, ...more });
  return { portal, front, account, contact, agent, browser, desk, ticket, base: `${front.base}/requests` };
}

/** A customer portal with a category and a contact who is signed in; without requests. */
export async function submitterStage(app: TestApp, given: { guestsMaySubmit?: boolean } = {}) {
  const portal = await aPortal(app.db);
  const front = await aFront(app.db, { portalId: portal.id, ...given });
  const contact = await aContact(app.db, { portalId: portal.id });
  const browser = new Browser(app.url);
  await browser.signIn(contact.email, front.base);
  const [categoryId] = (await app.db("categories").insert({ portal_id: portal.id, name: "Printers" })) as [
    number,
  ];
  return { portal, front, contact, browser, categoryId, base: `${front.base}/requests` };
}
