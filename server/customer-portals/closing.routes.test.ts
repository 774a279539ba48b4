import { get } from "node:http";
import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { portalsChanged } from "../portals/index.ts";

const base = "/admin/general-settings/customer-portals";
const unique = () => `s-${Math.random().toString(36).slice(2, 10)}`;

describe("customer portals that close", () => {
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
  /** What a browser gets that asks for another host name. */
  const statusAt = (host: string, path: string) =>
    new Promise<number>((done, failed) => {
      const { port } = new URL(app.url);
      get({ host: "127.0.0.1", port, path, headers: { host } }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      }).on("error", failed);
    });
  const make = async (fields: Record<string, string> = {}) => {
    const form = { name: "Umbrella", slug: unique(), portal: String(portal.id), ...fields };
    const made = await admin.post(base, form);
    expect(made.location).to.match(/customer-portals\/\d+\/design$/);
    return { ...form, id: Number(made.location?.split("/").at(-2)) };
  };

  it("that are switched off are gone for everybody, in neutral words, at their own host name too", async () => {
    const { id, slug, name } = await make({ name: `Secret brand ${unique()}` });
    const host = `${unique()}.example.com`;
    await testDb()("customer_portals").where({ id }).update({ host });
    await admin.get((await admin.post(`${base}/${id}/closure`)).location ?? "");
    const guest = new Browser(app.url);
    for (const path of ["", "/requests/7", "/login", "/solutions"])
      for (const browser of [guest, admin]) {
        const page = await browser.get(`/portal/${slug}${path}`);
        expect([page.status, page.$("h1").text()], path).to.eql([410, "This portal is closed"]);
        expect(page.text).to.contain("links to it in mails").and.not.contain(name);
        expect(page.$(".site-login, .site-nav a").length).to.equal(0);
      }
    expect((await admin.get(base)).$(`tr:contains("${name}") a[href="/portal/${slug}"]`).length).to.equal(0);
    for (const path of ["/", "/login", "/requests/7"]) expect(await statusAt(host, path), path).to.equal(410);
    await admin.post(`${base}/${id}/opening`);
    expect((await guest.get(`/portal/${slug}`)).status).to.equal(200);
    expect([await statusAt(host, "/"), await statusAt(host, "/login")]).to.eql([200, 200]);
  });

  it("have one default at any moment, which stays on and stays", async () => {
    const [one, two] = [await make(), await make()];
    const defaults = () => testDb()("customer_portals").whereNotNull("default_marker").pluck<number[]>("id");
    await admin.post(`${base}/${one.id}/closure`);
    expect((await admin.post(`${base}/${one.id}/default`)).text, "off").to.contain("Switch this portal on");
    await admin.post(`${base}/${one.id}/opening`);
    await Promise.all([one, two].map(({ id }) => admin.post(`${base}/${id}/default`)));
    const [chosen, ...more] = await defaults();
    expect(more).to.eql([]);
    expect([one.id, two.id]).to.include(chosen);
    for (const [action, words] of [
      ["closure", "cannot be switched off"],
      ["deletion", "cannot be deleted"],
    ]) {
      const refused = await admin.post(`${base}/${chosen}/${action}`);
      expect([
        refused.status,
        refused
          .$("[role=alert]")
          .text()
          .includes(words ?? ""),
      ]).to.eql([422, true]);
    }
    expect(await row(chosen ?? 0)).to.include({ enabled: 1, default_marker: 1 });
    await admin.post(`${base}/${standard.id}/default`);
    expect(await defaults()).to.eql([standard.id]);
  });

  it("are deleted with their design after a page that says so; the last one is refused", async () => {
    const { id, slug, name } = await make({ name: `Short-lived ${unique()}` });
    const page = await admin.get(`${base}/${id}/deletion`);
    expect([page.status, page.$("h1").text(), page.$("main li").length]).to.eql([200, `Delete ${name}?`, 3]);
    expect((await admin.post(`${base}/${id}/deletion`)).location).to.equal(base);
    expect(await row(id)).to.equal(undefined);
    expect((await new Browser(app.url).get(`/portal/${slug}`)).status).to.equal(404);
    const trail = await testDb()("audit_events").where({ place: name }).orderBy("id").pluck<string[]>("kind");
    expect(trail).to.eql(["customer-portal-created", "customer-portal-deleted"]);
    // The others belong to other tests: they come back.
    const others = await testDb()("customer_portals").whereNot({ id: standard.id });
    await testDb().transaction(async (trx) => {
      await trx.raw("SET FOREIGN_KEY_CHECKS = 0");
      await trx("customer_portals").whereNot({ id: standard.id }).delete();
      await trx.raw("SET FOREIGN_KEY_CHECKS = 1");
    });
    const refused = await admin.post(`${base}/${standard.id}/deletion`);
    await testDb()("customer_portals").insert(others);
    portalsChanged();
    expect([refused.status, refused.$("[role=alert]").text().trim()]).to.eql([
      422,
      "This is the only customer portal: without it customers would have no way in. Create another one first.",
    ]);
  });
});
