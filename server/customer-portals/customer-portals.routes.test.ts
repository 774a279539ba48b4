import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { useMail } from "../mail/index.ts";

const base = "/admin/general-settings/customer-portals";
const unique = () => `s-${Math.random().toString(36).slice(2, 10)}`;

describe("customer portals in administration", () => {
  let app: TestApp;
  let admin: Browser;
  let portal: { id: number; slug: string; name: string };
  let standard: { id: number };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    // With one portal alone the pages do not speak of portals.
    await aPortal(app.db);
    standard = await aFront(app.db, { portalId: portal.id, isDefault: true });
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  after(() => app.close());
  const row = (id: number) => testDb()("customer_portals").where({ id }).first<Record<string, unknown>>();
  const make = async (fields: Record<string, string> = {}) => {
    const form = { name: "Umbrella", slug: unique(), portal: String(portal.id), ...fields };
    const made = await admin.post(base, form);
    expect(made.location).to.match(/customer-portals\/\d+\/design$/);
    return { ...form, id: Number(made.location?.split("/").at(-2)) };
  };

  it("are made with name and address, listed with launch link, date and status, and open at once", async () => {
    const { name, slug, id } = await make({ name: `Umbrella ${unique()}` });
    const list = await admin.get(base);
    const line = list.$(`tr:contains("${name}")`);
    expect(line.find(`a[href="/portal/${slug}"]`).length).to.equal(1);
    expect(line.text())
      .to.contain(portal.name)
      .and.contain("On")
      .and.contain(String(new Date().getFullYear()));
    expect((await new Browser(app.url).get(`/portal/${slug}`)).$(".site-brand").text()).to.contain(name);
    expect((await admin.get(`${base}/${id}`)).$("h1").text()).to.equal(name);
  });

  it("are listed by the hundred", async () => {
    const rows = Array.from({ length: 101 }, (_, index) => ({
      ...{ portal_id: portal.id, slug: `${unique()}-${index}`, name: `Zz ${index % 3}`, header_links: "[]" },
      ...{ footer_links: "[]", created_at: new Date(), updated_at: new Date() },
    }));
    await testDb().batchInsert("customer_portals", rows, 101);
    const all = (await testDb()("customer_portals").pluck<number[]>("id")).length;
    const shown: string[] = [];
    for (let next: string | undefined = base; next !== undefined;) {
      const page = await admin.get(next);
      const links = page.$("tbody th a").map((_, link) => page.$(link).attr("href") ?? "");
      expect(links.length).to.be.within(1, 100);
      shown.push(...links.get());
      next = page.$("a[rel=next]").attr("href");
    }
    expect([shown.length, new Set(shown).size]).to.eql([all, all]);
    await testDb()("customer_portals").where("name", "like", "Zz %").delete();
  });

  it("may start with another one's look, under their own name", async () => {
    const source = await aFront(testDb(), { portalId: portal.id });
    await testDb()("customer_portals")
      .where({ id: source.id })
      .update({
        brand_color: "#aa1122",
        welcome_title: "Ahoy",
        look: JSON.stringify({ font: "slab", blocks: ["cards"] }),
      });
    await testDb()("customer_portal_images").insert({
      ...{ portal_id: portal.id, customer_portal_id: source.id, kind: "logo", media_type: "image/png" },
      ...{ hash: "0123456789abcdef", data: Buffer.from("logo") },
    });
    const { id, slug } = await make({ name: "Copycat", copyFrom: String(source.id) });
    expect(await row(id)).to.include({ name: "Copycat", brand_color: "#aa1122", welcome_title: "Ahoy" });
    const home = await new Browser(app.url).get(`/portal/${slug}`);
    expect([home.$("h1").text(), home.$(".home > *").length]).to.eql(["Ahoy", 1]);
    expect((await admin.get(home.$(".site-brand img").attr("src") ?? "")).text).to.equal("logo");
  });

  it("keep the topics for guests of a look that they copy only within their own portal", async () => {
    const there = await aPortal(testDb());
    const copied = async (portalId: number) => {
      const source = await aFront(testDb(), { portalId });
      const look = JSON.stringify({ guestTopics: [5] });
      await testDb()("customer_portals").where({ id: source.id }).update({ look });
      const made = await row((await make({ copyFrom: String(source.id) })).id);
      return (JSON.parse(String(made?.look)) as { guestTopics: unknown }).guestTopics;
    };
    expect([await copied(portal.id), await copied(there.id)]).to.eql([[5], null]);
  });

  const odd: [string, Record<string, string>, string][] = [
    ["an address with spaces", { slug: "my help desk" }, "slug"],
    ["an address that is a path", { slug: "../admin" }, "slug"],
    ["an address of the product's own", { slug: "preview" }, "slug"],
    ["no name", { name: " " }, "name"],
    ["a portal that there is not", { portal: "999999" }, "portal"],
    ["a look that there is not", { copyFrom: "999999" }, "copyFrom"],
  ];
  for (const [what, change, field] of odd)
    it(`are refused with ${what}, and nothing is made`, async () => {
      const count = async () => (await testDb()("customer_portals").pluck<number[]>("id")).length;
      const before = await count();
      const form = { name: "Kept", slug: unique(), portal: String(portal.id), ...change };
      const refused = await admin.post(base, form);
      expect(refused.status).to.equal(422);
      expect(refused.$(`#field-${field}-error`).text()).to.have.length.above(5);
      expect(await count()).to.equal(before);
    });

  it("keep address, host name and support contact; one that is taken or none is refused beside the field", async () => {
    const [one, other] = [await make(), await make()];
    const host = `${unique()}.invalid`;
    const good = { slug: unique(), host: host.toUpperCase(), supportContact: "help@example.com" };
    const saved = await admin.post(`${base}/${one.id}`, good);
    expect(saved.status).to.equal(303);
    expect((await admin.get(saved.location ?? "")).$("[role=alert]").text()).to.contain(
      "no server knows the name",
    );
    expect(await row(one.id)).to.include({ slug: good.slug, host, support_contact: "help@example.com" });
    const before = await row(other.id);
    for (const [field, value, words] of [
      ["host", host, "Another customer portal has this host name"],
      ["host", "https://support.example.com/x", "without https://"],
      ["host", "support desk.example.com", "without https://"],
      ["host", "localhost", "Enter a host name"],
      ["host", "127.0.0.1", "Enter a host name"],
      ["slug", good.slug, "Another portal"],
      ["slug", "a b", "small letters"],
    ] as const) {
      const answer = await admin.post(`${base}/${other.id}`, { slug: other.slug, host: "", [field]: value });
      expect([answer.status, answer.$(`#field-${field}`).val()], value).to.eql([422, value]);
      expect(answer.$(`#field-${field}-error`).text(), value).to.contain(words);
    }
    useMail({ baseUrl: "https://help.example.com", smtpUrl: undefined });
    const ours = await admin.post(`${base}/${other.id}`, { slug: other.slug, host: "help.example.com" });
    useMail({ baseUrl: app.url, smtpUrl: undefined });
    expect(ours.$("#field-host-error").text()).to.contain("this very address");
    expect(await row(other.id)).to.eql(before);
  });

  it("are nobody's but administrators'", async () => {
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "administrator" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    for (const path of ["", `/${standard.id}`, `/${standard.id}/design`, `/${standard.id}/history`])
      expect((await browser.get(base + path)).status, path).to.equal(403);
    for (const path of [
      "",
      `/${standard.id}`,
      `/${standard.id}/closure`,
      `/${standard.id}/design/publication`,
    ])
      expect((await browser.post(base + path)).status, path).to.equal(403);
  });
});
