import { expect } from "chai";
import { aContact, aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("contacts and accounts", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let base: string;
  let coordinator: Browser;
  let agent: Browser;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    await aFront(app.db, { portalId: portal.id });
    base = `/desk/${portal.slug}`;
    const signedIn = async (role: "coordinator" | "agent") => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { roles: [{ portalId: portal.id, role }] })).email);
      return browser;
    };
    [coordinator, agent] = [await signedIn("coordinator"), await signedIn("agent")];
  });
  after(() => app.close());
  const db = testDb;
  const unique = () => `u${Math.random().toString(36).slice(2, 10)}`;

  it("are seen by agents and changed only by a role that may", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const page = await agent.get(`${base}/contacts/${contact.id}`);
    // Every agent may help somebody back in: the link goes to the contact, and nothing changes before they use it.
    const forms = page.$("main form").map((_, each) => page.$(each).attr("action"));
    expect([page.status, ...forms.get()]).to.eql([200, `${base}/contacts/${contact.id}/reset-links`]);
    for (const path of ["/contacts/new", `/contacts/${contact.id}/edit`, "/accounts/new"])
      expect((await agent.get(base + path)).status, path).to.equal(403);
    const posts: [string, Record<string, string>][] = [
      ["/contacts", { name: "x", email: `${unique()}@example.com` }],
      [`/contacts/${contact.id}`, { name: "x" }],
      [`/contacts/${contact.id}/invitations`, {}],
      [`/contacts/${contact.id}/suspension`, {}],
      ["/accounts", { name: unique() }],
    ];
    for (const [path, fields] of posts)
      expect((await agent.post(base + path, fields)).status, path).to.equal(403);
  });

  it("of another portal do not exist", async () => {
    const other = await aPortal(db());
    const [contact, account] = [
      await aContact(db(), { portalId: other.id }),
      await anAccount(db(), { portalId: other.id }),
    ];
    for (const path of [
      `/contacts/${contact.id}`,
      `/contacts/${contact.id}/edit`,
      `/accounts/${account.id}`,
      `/accounts/${account.id}/edit`,
      `/contacts?account=${account.id}`,
    ])
      expect((await coordinator.get(base + path)).status, path).to.equal(404);
    for (const path of [
      `/contacts/${contact.id}`,
      `/contacts/${contact.id}/invitations`,
      `/contacts/${contact.id}/suspension`,
      `/accounts/${account.id}`,
    ])
      expect((await coordinator.post(base + path, { name: "Stolen" })).status, path).to.equal(404);
    expect((await coordinator.get(`/desk/${other.slug}/contacts`)).status).to.equal(404);
    expect(await db()("contacts").where({ id: contact.id }).first("name", "disabled_at")).to.eql({
      name: contact.name,
      disabled_at: null,
    });
  });
});
