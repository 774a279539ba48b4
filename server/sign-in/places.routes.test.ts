import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

describe("people with several portals", () => {
  let app: TestApp;
  let fronts: { id: number; base: string; portalId: number; slug: string }[];
  let email: string;
  before(async () => {
    app = await startApp();
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    fronts = [];
    for (let at = 0; at < 2; at++)
      fronts.push(await aFront(app.db, { portalId: (await aPortal(app.db)).id }));
    const contact = await aContact(app.db, { portalId: fronts[0]?.portalId ?? 0 });
    email = contact.email;
    await app.db("contacts").insert({
      portal_id: fronts[1]?.portalId,
      login_id: contact.loginId,
      name: "The same",
      email,
      created_at: new Date(),
      updated_at: new Date(),
    });
  });
  after(() => app.close());

  it("choose at the common page, are led there the next time, and switch in the header", async () => {
    const browser = new Browser(app.url);
    expect((await browser.signIn(email)).location).to.equal("/choose-portal");
    const links = (await browser.get("/choose-portal"))
      .$(".link-list a")
      .map((_, link) => String(link.attribs["href"]))
      .get();
    expect(links.sort()).to.eql(fronts.map(({ base }) => base).sort());
    const [one, two] = fronts as [(typeof fronts)[number], (typeof fronts)[number]];
    const page = await browser.get(two.base);
    const menu = page.$(".site-switch a");
    expect(menu.map((_, link) => String(link.attribs["href"])).get()).to.include.members([
      one.base,
      two.base,
      "/choose-portal",
    ]);
    expect(page.$(".site-switch [aria-current]").attr("href")).to.equal(two.base);
    await browser.post(`${two.base}/logout`);
    expect((await browser.signIn(email)).location, "remembered").to.equal(two.base);
    await browser.get(one.base);
    await browser.post(`${one.base}/logout`);
    expect((await browser.signIn(email)).location, "the last one").to.equal(one.base);
  });

  it("are led on where they were headed, and nowhere else", async () => {
    const [one] = fronts as [(typeof fronts)[number]];
    const next = `${one.base}/requests?status=open`;
    const to = async (wanted: string) => {
      const browser = new Browser(app.url);
      const fields = { email, password: "correct horse battery staple", next: wanted };
      return (await browser.post("/login", fields)).location;
    };
    expect(await to(next)).to.equal(next);
    for (const evil of ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
      expect(await to(evil), evil).to.equal("/choose-portal");
  });

  it("with one portal see no switcher, and no page asks for it", async () => {
    const { email: plain } = await aContact(app.db, { portalId: fronts[0]?.portalId ?? 0 });
    const browser = new Browser(app.url);
    const { location } = await browser.signIn(plain);
    expect(location).to.equal(fronts[0]?.base);
    expect((await browser.get(location ?? "")).$(".site-switch")).to.have.length(0);
    expect(browser.cookie("holdfast.several")).to.equal("");
  });

  it("of which none is open any more are told so, not asked to sign in again", async () => {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const lost = await aContact(app.db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(lost.email, front.base);
    await app.db("contacts").where({ id: lost.id }).update({ disabled_at: new Date() });
    const page = await browser.get("/choose-portal");
    expect([page.status, page.text.includes("no portal is open to you any more")]).to.eql([200, true]);
  });
});

describe("no permission", () => {
  let app: TestApp;
  let front: { id: number; base: string; portalId: number };
  let portal: { id: number; slug: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
    const support_contact = "Service desk: help@client.example";
    await app.db("customer_portals").where({ id: front.id }).update({ support_contact });
  });
  after(() => app.close());

  it("is a page of its own for somebody signed in: as whom, where else to go", async () => {
    const contact = await aContact(app.db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    const { $, status } = await browser.get(`/desk/${portal.slug}/requests`);
    expect(`${status} ${$("h1").text()}`).to.equal("403 You have no permission for this page");
    expect($("main").text()).to.include(`You are signed in as ${contact.email}`);
    expect($('main a[href="/choose-portal"]')).to.have.length(1);
  });

  it("names whom to contact, per portal, in words and as a link", async () => {
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const { $, status } = await browser.get(`${front.base}/requests`);
    expect(status).to.equal(403);
    expect($("main").text()).to.include("Need help? Contact Service desk: help@client.example");
    expect($('main a[href="mailto:help@client.example"]')).to.have.length(1);
    const signIn = await new Browser(app.url).get(`${front.base}/login`);
    expect(signIn.$(".auth-foot").text()).to.include("Contact Service desk: help@client.example");
  });
});
