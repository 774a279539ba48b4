import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, startApp, testDb, type TestApp } from "../test/harness.ts";

describe("signing in", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { id: number; slug: string; base: string };
  before(async () => {
    app = await startApp();
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());
  const db = testDb;
  const sessionCount = async (loginId: number) =>
    Number(
      ((await db()("sessions").where({ login_id: loginId }).count({ n: "*" }).first()) as { n: number }).n,
    );

  it("leads a contact to their portal's home, from its own page and from the common one", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const own = await new Browser(app.url).signIn(contact.email, front.base);
    expect([own.status, own.location]).to.eql([303, front.base]);
    const common = await new Browser(app.url).signIn(contact.email.toUpperCase());
    expect([common.status, common.location]).to.eql([303, front.base]);
  });

  it("leads an agent to the only desk, to a choice of several, to the last used; an administrator without portal to administration", async () => {
    const other = await aPortal(db());
    const single = await anAgent(db(), { roles: [{ portalId: portal.id, role: "agent" }] });
    expect((await new Browser(app.url).signIn(single.email)).location).to.equal(
      `/desk/${portal.slug}/requests`,
    );
    const several = await anAgent(db(), {
      roles: [portal, other].map(({ id }) => ({ portalId: id, role: "agent" as const })),
    });
    const browser = new Browser(app.url);
    expect((await browser.signIn(several.email)).location).to.equal("/choose-portal");
    const chooser = await browser.get("/choose-portal");
    expect(
      chooser
        .$("main a")
        .toArray()
        .map((link) => chooser.$(link).attr("href")),
    ).to.have.members([`/desk/${portal.slug}/requests`, `/desk/${other.slug}/requests`]);
    await browser.get(`/desk/${other.slug}/requests`);
    expect((await browser.get("/login")).location).to.equal(`/desk/${other.slug}/requests`);
    const admin = await anAgent(db(), { administrator: true });
    expect((await new Browser(app.url).signIn(admin.email)).location).to.equal("/admin");
  });

  it("says the same for a wrong password and an unknown address, keeps the address, never the password, and says whom to ask", async () => {
    await db()("customer_portals").where({ id: front.id }).update({ support_contact: "help@example.com" });
    const contact = await aContact(db(), { portalId: portal.id });
    const texts = [];
    for (const email of [contact.email, "nobody@example.com"]) {
      const answer = await new Browser(app.url).signIn(email, front.base, "wrong password");
      expect(answer.status).to.equal(422);
      expect(answer.$("input[name=email]").val()).to.equal(email);
      expect(answer.$("input[name=password]").val()).to.equal("");
      expect(answer.$(".auth-foot a").attr("href")).to.equal("mailto:help@example.com");
      texts.push(answer.$("[role=alert]").text().trim());
    }
    expect(texts[0]).to.equal(texts[1]).and.contain("Forgot password?");
    expect(await sessionCount(contact.loginId)).to.equal(0);
  });

  it("hashes again at today's cost", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    await new Browser(app.url).signIn(contact.email);
    const { password_hash: hash } = await db()("logins")
      .where({ id: contact.loginId })
      .first<{ password_hash: string }>("password_hash");
    expect(hash).to.contain("$m=19456,t=2,p=1$");
    expect((await new Browser(app.url).signIn(contact.email)).status).to.equal(303);
  });

  for (const next of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/%5cevil.example\\x",
    " /x",
  ])
    it(`does not follow next=${next} out of the portal`, async () => {
      const contact = await aContact(db(), { portalId: portal.id });
      const answer = await new Browser(app.url).post(`${front.base}/login`, {
        email: contact.email,
        password,
        next,
      });
      expect(answer.location).to.equal(front.base);
    });

  it("goes on to where the person was headed", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const next = `${front.base}/requests?sort=number`;
    const browser = new Browser(app.url);
    const page = await browser.get(`${front.base}/login?next=${encodeURIComponent(next)}`);
    expect(page.$("input[name=next]").val()).to.equal(next);
    expect(
      (await browser.post(`${front.base}/login`, { email: contact.email, password, next })).location,
    ).to.equal(next);
  });

  it("tells the right password without a place in this portal that it has no permission, and signs nobody in", async () => {
    const elsewhere = await aFront(db(), { portalId: (await aPortal(db())).id });
    const contact = await aContact(db(), { portalId: elsewhere.portalId });
    const answer = await new Browser(app.url).signIn(contact.email, front.base);
    expect(answer.status).to.equal(403);
    expect(answer.$("h1").text()).to.contain("no permission");
    expect(answer.$("main .link-list a").attr("href")).to.equal(`${elsewhere.base}/login`);
    expect(await sessionCount(contact.loginId)).to.equal(0);
    expect(
      (await new Browser(app.url).signIn(contact.email, front.base, "wrong")).status,
      "not to the wrong one",
    ).to.equal(422);
  });

  it("says plainly that cookies are off, beside the form", async () => {
    const answer = await fetch(`${app.url}/login`, {
      method: "POST",
      body: new URLSearchParams({ email: "a@example.com", password: "x", _csrf: "x" }),
    });
    expect(answer.status).to.equal(403);
    const text = await answer.text();
    expect(text).to.contain("Allow cookies").and.contain('name="password"');
  });
});
