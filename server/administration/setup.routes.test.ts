import { expect } from "chai";
import { setupToken } from "../core/setup-token.ts";
import { Browser, rolledBack, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { portalsChanged } from "../portals/index.ts";
import { ensureFirstPortal } from "./index.ts";

const token = () => setupToken(process.env.HOLDFAST_SECRET ?? "");

describe("the first run", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    portalsChanged();
  });
  after(() => app.close());

  it("has a page that creates the administrator once, for whoever has the link", async () => {
    await testDb()("agents").update({ is_administrator: false });
    const browser = new Browser(app.url);
    for (const wrong of ["", "x", "x".repeat(32)])
      expect((await browser.get(`/setup?token=${wrong}`)).status, wrong).to.equal(404);
    const page = await browser.get(`/setup?token=${token()}`);
    expect(page.$("form").text()).to.contain("Name of the portal");
    const given = {
      token: token(),
      name: "Ada Root",
      email: "ada-root@example.com",
      password: "one two three four five",
      portalName: "Acme Support",
    };
    const weak = await browser.post("/setup", { ...given, password: "short" });
    expect([weak.status, weak.$("input[name=name]").val()]).to.eql([422, "Ada Root"]);
    expect((await browser.post("/setup", { ...given, token: "x" })).status).to.equal(404);
    expect((await browser.post("/setup", given)).location).to.equal("/admin");
    expect((await browser.get("/admin")).status, "and is signed in").to.equal(200);
    expect((await browser.get("/")).$("header").text()).to.contain("Acme Support");
    expect((await browser.get(`/setup?token=${token()}`)).status, "once").to.equal(404);
    expect((await browser.post("/setup", { ...given, email: "eve@example.com" })).status).to.equal(404);
  });
});

describe("a new installation", () => {
  const tx = rolledBack();
  const empty = async () => {
    const db = tx();
    await db.raw("SET foreign_key_checks = 0");
    for (const table of ["customer_portals", "portals", "categories", "agents", "logins"])
      await db(table).delete();
    await db.raw("SET foreign_key_checks = 1");
    return db;
  };

  it("gets a portal, its customer portal and the administrator of the environment, and nothing twice", async () => {
    const db = await empty();
    const admin = { email: "Root@Example.com", password: "one two three four five" };
    await ensureFirstPortal(db, admin);
    await ensureFirstPortal(db, admin);
    expect(await db("portals").pluck<string[]>("name")).to.eql(["Support"]);
    expect(await db("customer_portals").select("slug", "default_marker", "enabled")).to.eql([
      { slug: "support", default_marker: 1, enabled: 1 },
    ]);
    expect((await db("categories")).length).to.be.above(1);
    expect(
      await db("agents").join("logins", "logins.id", "login_id").select("email", "is_administrator"),
    ).to.eql([{ email: "root@example.com", is_administrator: 1 }]);
  });

  it("keeps the administrators that there are", async () => {
    const db = await empty();
    await anAgent(db, { administrator: true });
    await ensureFirstPortal(db, { email: "root@example.com", password: "one two three four five" });
    expect((await db("agents")).length).to.equal(1);
  });
});
