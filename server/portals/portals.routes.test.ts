import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

const base = "/admin/general-settings/customer-portals";
describe("portals in administration", () => {
  let app: TestApp;
  let admin: Browser;
  let portal: { id: number; slug: string };
  let standard: { id: number };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    standard = await aFront(app.db, { portalId: portal.id, isDefault: true });
    const agent = await anAgent(app.db, { administrator: true });
    admin = new Browser(app.url);
    await admin.signIn(agent.email);
  });
  after(() => app.close());
  const unique = () => `s-${Math.random().toString(36).slice(2, 10)}`;
  const row = (id: number) => testDb()("customer_portals").where({ id }).first<Record<string, unknown>>();
  const good = (slug: string) => ({
    name: "Umbrella Help",
    slug,
    host: "",
    brand: "#aa1122",
    headerBg: "#ffffff",
    link: "#113355",
    welcomeTitle: "Hello",
    welcomeText: "How can we help?",
    footerText: "Since 1999",
    supportContact: "help@example.com",
    guestsMayRead: "true",
    headerLabel1: "Site",
    headerUrl1: "https://example.com/",
    footerLabel1: "Write",
    footerUrl1: "mailto:a@example.com",
  });

  it("are made and changed; a taken or odd short name is refused beside the field", async () => {
    const slug = unique();
    const made = await admin.post("/admin/portals", {
      name: "Care",
      slug,
      description: "",
      state: "production",
    });
    expect(made.location).to.match(/^\/admin\/portals\/\d+$/);
    const id = Number(made.location?.split("/").at(-1));
    expect((await testDb()("categories").where({ portal_id: id })).length).to.be.above(0);
    expect((await admin.get("/admin/portals")).$("th a").text()).to.contain("Care");
    await admin.post(`/admin/portals/${id}`, {
      name: "Care <b>",
      slug,
      description: "x",
      state: "pre-production",
    });
    expect((await admin.get(`/admin/portals/${id}`)).$("h1").text()).to.equal("Care <b>");
    for (const bad of [portal.slug, "Not A Slug!", "-x", "desk", "", "x".repeat(41)]) {
      const refused = await admin.post("/admin/portals", {
        name: "Twin",
        slug: bad,
        description: "",
        state: "new",
      });
      expect(
        [refused.status, refused.$("#field-slug-error").text().length > 5, refused.$("#field-name").val()],
        bad,
      ).to.eql([422, true, "Twin"]);
    }
    expect(await testDb()("portals").where({ name: "Twin" })).to.eql([]);
    expect((await admin.get("/admin/portals/999999")).status).to.equal(404);
  });

  it("get a customer portal that shows at once what was set", async () => {
    const slug = unique();
    const made = await admin.post(base, { name: "Umbrella", slug, portal: String(portal.id) });
    await admin.post(made.location ?? "", good(slug));
    const page = await new Browser(app.url).get(`/portal/${slug}`);
    expect(page.$(".site-brand").text()).to.contain("Umbrella Help");
    expect(page.$(".site-nav a[href='https://example.com/']").text()).to.equal("Site");
    expect(page.$("footer").text()).to.contain("Since 1999");
    const css = await admin.get(page.$("link[href*=brand]").attr("href") ?? "");
    expect(css.text).to.contain("--brand:#aa1122;--brand-ink:#ffffff");
    const saved = await row(Number(made.location?.split("/").at(-1)));
    expect(saved).to.include({
      guests_may_read: 1,
      guests_may_submit: 0,
      support_contact: "help@example.com",
    });
  });

  const bad: [string, Record<string, string>, string][] = [
    ["a colour that is none", { brand: "red" }, "brand"],
    ["a colour with a style in it", { headerBg: "#fff;}body{" }, "headerBg"],
    ["an empty name", { name: "  " }, "name"],
    ["a name of 10,000 characters", { name: "x".repeat(10_000) }, "name"],
    ["a host with a path", { host: "https://support.example.com/x" }, "host"],
    ["a script as a link", { headerUrl1: "javascript:alert(1)" }, "headerUrl1"],
    ["a link to another host without its scheme", { footerUrl1: "//evil.example" }, "footerUrl1"],
    ["a label without an address", { headerLabel2: "Half" }, "headerUrl2"],
    ["an address without a label", { footerUrl2: "/x" }, "footerLabel2"],
    ["a reserved short name", { slug: "admin" }, "slug"],
  ];
  for (const [what, change, name] of bad)
    it(`refuse ${what} beside the field and save nothing`, async () => {
      const front = await aFront(testDb(), { portalId: portal.id });
      const before = await row(front.id);
      const answer = await admin.post(`${base}/${front.id}`, { ...good(front.slug), ...change });
      expect(answer.status).to.equal(422);
      expect(answer.$(`#field-${name}-error`).text()).to.have.length.above(5);
      expect(answer.$("#field-welcomeTitle").val(), "what was typed stays").to.equal("Hello");
      expect(await row(front.id)).to.eql(before);
    });

  it("refuse a short name and a host that another one has", async () => {
    const [one, other] = [
      await aFront(testDb(), { portalId: portal.id, host: `${unique()}.example.com` }),
      await aFront(testDb(), { portalId: portal.id }),
    ];
    const { host } = (await row(one.id)) as { host: string };
    expect(
      (await admin.post(`${base}/${other.id}`, { ...good(other.slug), slug: one.slug }))
        .$("#field-slug-error")
        .text(),
    ).to.contain("Another portal");
    expect(
      (await admin.post(`${base}/${other.id}`, { ...good(other.slug), host: host.toUpperCase() }))
        .$("#field-host-error")
        .text(),
    ).to.contain("Another customer portal");
    expect(
      (await admin.post(base, { name: "x", slug: one.slug, portal: String(portal.id) })).status,
    ).to.equal(422);
    expect((await admin.post(base, { name: "x", slug: unique(), portal: "999999" })).status).to.equal(422);
  });

  it("are switched off and on, but the default never; another becomes the default", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    await admin.post(`${base}/${front.id}/closure`);
    expect((await new Browser(app.url).get(front.base)).status).to.equal(410);
    expect((await admin.post(`${base}/${front.id}/default`)).status, "off").to.equal(422);
    await admin.post(`${base}/${front.id}/opening`);
    const refused = await admin.post(`${base}/${standard.id}/closure`);
    expect([refused.status, refused.$("[role=alert]").text().includes("cannot be switched off")]).to.eql([
      422,
      true,
    ]);
    await admin.post(`${base}/${front.id}/default`);
    expect(await testDb()("customer_portals").whereNotNull("default_marker").pluck<number[]>("id")).to.eql([
      front.id,
    ]);
    await admin.post(`${base}/${standard.id}/default`);
  });

  it("are nobody's but administrators'", async () => {
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "administrator" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    for (const path of ["/admin", "/admin/portals", base, `${base}/${standard.id}`])
      expect((await browser.get(path)).status, path).to.equal(403);
    expect(
      (await browser.post("/admin/portals", { name: "x", slug: unique(), description: "", state: "new" }))
        .status,
    ).to.equal(403);
  });
});
