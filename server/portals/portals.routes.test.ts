import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aTopic } from "../test/publications.ts";

const unique = () => `s-${Math.random().toString(36).slice(2, 10)}`;

describe("portals in administration", () => {
  let app: TestApp;
  let admin: Browser;
  let me: { id: number; email: string };
  let portal: { id: number; slug: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    await aFront(app.db, { portalId: portal.id, isDefault: true });
    me = await anAgent(app.db, { administrator: true });
    admin = new Browser(app.url);
    await admin.signIn(me.email);
  });
  after(() => app.close());
  const row = (id: number) => testDb()("portals").where({ id }).first<Record<string, unknown>>();
  const make = async (fields: Record<string, string> = {}) => {
    const made = await admin.post("/admin/portals", { name: "Care", slug: unique(), owner: "", ...fields });
    expect(made.status).to.equal(303);
    return Number(made.location?.split("/").at(-1));
  };
  const regional = {
    timeZone: "Europe/Berlin",
    currency: "EUR",
    dateFormat: "dd.mm.yyyy",
    hourFormat: "24",
  };
  const trail = (place: string) =>
    testDb()("audit_events").where({ place }).orderBy("id").select("kind", "who", "reason");

  it("begin as new and belong to their owner, who works in them", async () => {
    const owner = await anAgent(testDb(), { name: "Olga Owner" });
    const name = `Care ${unique()}`;
    const id = await make({ name, owner: String(owner.id), description: "For vans" });
    expect(await row(id)).to.include({ state: "new", owner_id: owner.id, description: "For vans" });
    expect(await testDb()("portal_members").where({ portal_id: id }).select("agent_id", "role")).to.eql([
      { agent_id: owner.id, role: "administrator" },
    ]);
    expect((await testDb()("categories").where({ portal_id: id })).length).to.be.above(0);
    const list = await admin.get("/admin/portals");
    expect(list.$(`tr:contains("${name}")`).text())
      .to.contain("Olga Owner")
      .and.contain("New");
    expect(await trail(name)).to.eql([{ kind: "portal-created", who: me.email, reason: "" }]);
  });

  it("refuse a taken or odd short name, an owner and a source that there are not, and make nothing", async () => {
    for (const [field, value] of [
      ["slug", portal.slug],
      ["slug", "Not A Slug!"],
      ["slug", "-x"],
      ["slug", "desk"],
      ["slug", ""],
      ["slug", "x".repeat(41)],
      ["owner", "999999"],
      ["owner", "me"],
      ["copyFrom", "999999"],
    ] as const) {
      const refused = await admin.post("/admin/portals", { name: "Twin", slug: unique(), [field]: value });
      expect([refused.status, refused.$("#field-name").val()], `${field} ${value}`).to.eql([422, "Twin"]);
      expect(refused.$(`#field-${field}-error`).text(), `${field} ${value}`).to.have.length.above(5);
    }
    expect(await testDb()("portals").where({ name: "Twin" })).to.eql([]);
    expect((await admin.get("/admin/portals/999999")).status).to.equal(404);
  });

  it("go one step at a time, after a page that says what changes", async () => {
    const name = `Steps ${unique()}`;
    const id = await make({ name });
    const steps = [
      ["new", "pre-production", "only the owner"],
      ["pre-production", "production", "open to customers from now on"],
      ["production", "retired", "Nothing is deleted"],
      ["retired", "production", "as it was when the portal was retired"],
    ] as const;
    for (const [seen, state, words] of steps) {
      const page = await admin.get(`/admin/portals/${id}`);
      const link = page.$("section a.button").attr("href") ?? "";
      expect(link).to.equal(`/admin/portals/${id}/state/${state}`);
      const confirm = await admin.get(link);
      expect([confirm.status, confirm.$("main li").length]).to.eql([200, 3]);
      expect(confirm.$("main").text()).to.contain(words);
      const fields = { state: confirm.$("[name=state]").val(), seen: confirm.$("[name=seen]").val() };
      expect(fields).to.eql({ state, seen });
      expect((await admin.post(`/admin/portals/${id}/state`, { state, seen })).status).to.equal(303);
      expect(await row(id)).to.include({ state });
    }
    const kinds = (await trail(name)) as { kind: string; reason: string }[];
    expect(kinds.filter(({ kind }) => kind === "portal-state").map(({ reason }) => reason)).to.eql([
      "pre-production",
      "production",
      "retired",
      "production",
    ]);
  });

  it("do not jump, and do not follow a page that is out of date", async () => {
    const id = await make();
    const move = (state: string, seen: string) => admin.post(`/admin/portals/${id}/state`, { state, seen });
    expect((await admin.get(`/admin/portals/${id}/state/retired`)).status).to.equal(404);
    for (const [state, seen] of [
      ["production", "new"],
      ["retired", "new"],
      ["new", "new"],
      ["production", "pre-production"],
      ["open", "new"],
    ] as const)
      expect((await move(state, seen)).status, `${seen} to ${state}`).to.equal(422);
    expect(await row(id)).to.include({ state: "new" });
    const both = await Promise.all([move("pre-production", "new"), move("pre-production", "new")]);
    expect(both.map(({ status }) => status).sort()).to.eql([303, 422]);
    expect(both.find(({ status }) => status === 422)?.text).to.contain("changed the state meanwhile");
  });

  it("keep their formats, and write dates by them", async () => {
    const id = await make();
    const before = (await row(id)) as { slug: string };
    const fields = { name: "Kontor", slug: before.slug, owner: String(me.id), ...regional };
    expect((await admin.post(`/admin/portals/${id}`, fields)).status).to.equal(303);
    expect(await row(id)).to.include({
      time_zone: "Europe/Berlin",
      currency: "EUR",
      date_format: "dd.mm.yyyy",
      hour_format: "24",
    });
    for (const bad of [
      { timeZone: "Mars/Olympus" },
      { currency: "XYZ1" },
      { dateFormat: "yy" },
      { hourFormat: "13" },
    ]) {
      const refused = await admin.post(`/admin/portals/${id}`, { ...fields, ...bad });
      expect([refused.status, refused.$(".field-error").length]).to.eql([422, 1]);
    }
    await testDb()("portals").where({ id }).update({ state: "production" });
    const front = await aFront(testDb(), { portalId: id });
    await testDb()("announcements").insert({
      ...{ portal_id: id, title: "News", body_html: "<p>x</p>", audience: "public" },
      ...{ starts_at: new Date("2026-01-31T23:30:00Z"), created_at: new Date(), updated_at: new Date() },
    });
    const page = await new Browser(app.url).get(`${front.base}/announcements`);
    expect(page.$("time").text()).to.contain("01.02.2026");
    expect(page.$("time").attr("title")).to.contain("00:30");
  });

  it("take over another one's set-up, and nothing that people wrote", async () => {
    const source = await aPortal(testDb());
    const agent = await anAgent(testDb(), { roles: [{ portalId: source.id, role: "coordinator" }] });
    const top = await aTopic(testDb(), { portalId: source.id, name: "Vans" });
    await aTopic(testDb(), { portalId: source.id, name: "Electric", parentId: top.id });
    await testDb()("categories").insert({ portal_id: source.id, name: "Tyres", position: 1 });
    await testDb()("canned_replies").insert({
      ...{ portal_id: source.id, title: "Hello", body_html: "<p>Hello.</p>", updated_at: new Date() },
    });
    await testDb()("portals").where({ id: source.id }).update({ time_zone: "Asia/Tokyo", currency: "JPY" });
    const id = await make({ copyFrom: String(source.id), owner: String(me.id) });
    const of = (table: string) => testDb()(table).where({ portal_id: id });
    expect(await row(id)).to.include({ time_zone: "Asia/Tokyo", currency: "JPY", state: "new" });
    expect(await of("categories").pluck<string[]>("name")).to.eql(["Tyres"]);
    expect(await of("canned_replies").pluck<string[]>("title")).to.eql(["Hello"]);
    const topics = (await of("topics").orderBy("id").select("id", "name", "parent_id")) as {
      id: number;
      name: string;
      parent_id: number | null;
    }[];
    expect(topics.map(({ name }) => name)).to.eql(["Vans", "Electric"]);
    expect(topics[1]?.parent_id).to.equal(topics[0]?.id);
    expect(await of("portal_members").orderBy("agent_id").pluck<number[]>("agent_id")).to.have.members([
      agent.id,
      me.id,
    ]);
    for (const table of ["tickets", "contacts", "solutions", "accounts"]) expect(await of(table)).to.eql([]);
  });

  it("are nobody's but administrators'", async () => {
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "administrator" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    for (const path of ["/admin", "/admin/portals", `/admin/portals/${portal.id}`])
      expect((await browser.get(path)).status, path).to.equal(403);
    expect((await browser.post("/admin/portals", { name: "x", slug: unique() })).status).to.equal(403);
    expect(
      (await browser.post(`/admin/portals/${portal.id}/state`, { state: "retired", seen: "production" }))
        .status,
    ).to.equal(403);
  });
});
