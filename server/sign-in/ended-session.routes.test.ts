import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("a session that ended while somebody typed", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { base: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());
  const draftsHere = async () =>
    (
      await testDb()("drafts")
        .where({ portal_id: portal.id })
        .select<{ owner: string; form: string; fields: string }[]>("owner", "form", "fields")
    ).map(({ owner, form, fields }) => [owner, form, JSON.parse(fields) as unknown]);

  it("leads from a page to the sign-in page and back", async () => {
    const path = `${front.base}/profile?x=1`;
    expect((await new Browser(app.url).get(path)).location).to.equal(
      `${front.base}/login?next=${encodeURIComponent(path)}`,
    );
    const desk = `/desk/${portal.slug}/requests?view=mine`;
    expect((await new Browser(app.url).get(desk)).location).to.equal(
      `/login?next=${encodeURIComponent(desk)}`,
    );
  });

  it("keeps the posted text for whoever signs in next in this browser, and never a password", async () => {
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const page = `/desk/${portal.slug}/requests/7`;
    const browser = new Browser(app.url);
    const lost = await browser.post(`${page}/replies`, { body: "half a novel", password: "secret" });
    expect(lost.location).to.equal(`/login?next=${encodeURIComponent(page)}&kept=1`);
    expect((await browser.get(lost.location ?? "")).$("[role=status]").text()).to.equal(
      "Your text is kept; sign in to go on.",
    );
    expect((await draftsHere())[0]?.[0]).to.match(/^browser:[0-9a-f]{64}$/);
    expect((await browser.post("/login", { email: agent.email, password, next: page })).location).to.equal(
      page,
    );
    expect(await draftsHere()).to.eql([[`agent:${agent.id}`, "reply-7", { body: "half a novel" }]]);
    await testDb()("drafts").where({ portal_id: portal.id }).delete();
  });

  it("does not hand a text that lay for more than a day to somebody else", async () => {
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browser = new Browser(app.url);
    expect((await browser.post(`${front.base}/drafts/new-request`, { subject: "Printer" })).status).to.equal(
      204,
    );
    await testDb()("drafts")
      .where({ portal_id: portal.id })
      .update({ updated_at: new Date(Date.now() - 86_500_000) });
    await browser.signIn(contact.email, front.base);
    expect(await draftsHere()).to.eql([]);
  });
});
