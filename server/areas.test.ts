import { expect } from "chai";
import { portalsChanged } from "./portals/index.ts";
import { aContact, aFront, anAgent, aPortal } from "./test/factories.ts";
import { Browser, startApp, type TestApp } from "./test/harness.ts";
import { settleObjects } from "./test/objects.ts";
import { capabilities } from "./capabilities.ts";

describe("a portal's state", function () {
  this.timeout(60_000);
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  async function settle() {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, { portalId: portal.id });
    const role = { portalId: portal.id, role: "coordinator" } as const;
    const agent = await anAgent(app.db, { roles: [role] });
    const owner = await anAgent(app.db, { roles: [role] });
    const administrator = await anAgent(app.db, { administrator: true });
    const browsers = {
      guest: new Browser(app.url),
      contact: new Browser(app.url),
      agent: new Browser(app.url),
      owner: new Browser(app.url),
      administrator: new Browser(app.url),
    };
    await browsers.contact.signIn(contact.email, front.base);
    await browsers.agent.signIn(agent.email);
    await browsers.owner.signIn(owner.email);
    await browsers.administrator.signIn(administrator.email);
    const become = async (state: string, ownerId: number | null = owner.id) => {
      await app.db("portals").where({ id: portal.id }).update({ state, owner_id: ownerId });
      portalsChanged();
    };
    return {
      browsers,
      portal,
      front,
      contact,
      home: front.base,
      list: `${front.base}/requests`,
      desk: `/desk/${portal.slug}/requests`,
      become,
    };
  }

  it("opens production to everybody with a place in it", async () => {
    const { browsers, list, desk } = await settle();
    expect((await browsers.contact.get(list)).status).to.equal(200);
    expect((await browsers.agent.get(desk)).status).to.equal(200);
  });

  for (const state of ["new", "pre-production"]) {
    it(`keeps ${state} to the owner, on every route`, async () => {
      const { browsers, portal, front, contact, become } = await settle();
      const objects = await settleObjects(app.db, { portal, front, contactId: contact.id });
      await become(state);
      const routes = capabilities.flatMap(({ routes: all = [] }) => all.flatMap(({ list: each }) => each));
      for (const { method, path, audience } of routes) {
        if (audience === "anyone" || audience === "admin") continue;
        const desk = audience === "agent";
        const address = `${desk ? `/desk/${portal.slug}` : front.base}${objects.fill(path)}`;
        const who = desk ? (["agent", "administrator"] as const) : (["guest", "contact", "agent"] as const);
        for (const person of who) {
          const { status } =
            method === "GET" ? await browsers[person].get(address) : await browsers[person].post(address);
          expect(status, `${person}: ${method} ${address}`).to.equal(desk ? 404 : 410);
        }
      }
      expect((await browsers.owner.get(`/desk/${portal.slug}/requests`)).status).to.equal(200);
      const page = await browsers.owner.get(front.base);
      expect([page.status, page.$(".banner").text().includes("only its owner")]).to.eql([200, true]);
    });

    it(`keeps ${state} without an owner to administrators`, async () => {
      const { browsers, home, desk, become } = await settle();
      await become(state, null);
      expect((await browsers.contact.get(home)).status).to.equal(410);
      expect((await browsers.agent.get(desk)).status).to.equal(404);
      expect((await browsers.administrator.get(desk)).status).to.equal(200);
    });
  }

  it("shows the switcher nothing that cannot be entered", async () => {
    const { browsers, portal, become } = await settle();
    const second = await aPortal(app.db);
    await app.db("portal_members").insert(
      (await app.db("portal_members").where({ portal_id: portal.id })).map((row: object) => ({
        ...row,
        portal_id: second.id,
      })),
    );
    const shown = async (person: "agent" | "owner") =>
      (await browsers[person].get(`/desk/${second.slug}/requests`)).text.includes(`/desk/${portal.slug}/`);
    expect([await shown("agent"), await shown("owner")]).to.eql([true, true]);
    await become("pre-production");
    expect([await shown("agent"), await shown("owner")]).to.eql([false, true]);
  });

  it("leads nobody into a portal that is closed to them", async () => {
    const { browsers, portal, contact, become } = await settle();
    await become("pre-production");
    const common = await new Browser(app.url).signIn(contact.email);
    expect([common.status, common.text.includes(portal.name)]).to.eql([403, false]);
    expect((await browsers.agent.get("/choose-portal")).text).to.not.contain(portal.name);
  });

  it("says of a closed portal only that it is closed", async () => {
    const { browsers, front, home, become } = await settle();
    await become("new");
    const page = await browsers.guest.get(home);
    expect([page.status, page.$("h1").text()]).to.eql([410, "This portal is closed"]);
    expect(page.text)
      .to.not.contain(`Front ${front.slug}`)
      .and.not.contain("/login")
      .and.not.contain("branding");
  });

  it("lets a retired one be read, but not changed, until it is brought back", async () => {
    const { browsers, portal, front, contact, home, list, desk, become } = await settle();
    const objects = await settleObjects(app.db, { portal, front, contactId: contact.id });
    expect((await browsers.contact.get(home)).text).to.contain(`${list}/new`);
    await become("retired");
    expect((await browsers.contact.get(list)).status).to.equal(200);
    expect((await browsers.agent.get(desk)).status).to.equal(200);
    expect((await browsers.contact.get(home)).text).to.not.contain(`${list}/new`);
    expect((await browsers.contact.get(`${list}/new`)).$("h1").text()).to.equal("This portal is retired");
    const refused = await browsers.contact.post(list, { subject: "Late", description: "Too late" });
    expect([refused.status, refused.$("h1").text()]).to.deep.equal([403, "This portal is retired"]);
    const open = /^\/(login|logout|forgot-password|reset-password|drafts|profile\/.+)(\/|$)|\/presence$/;
    for (const { method, path, audience } of capabilities.flatMap(({ routes: all = [] }) =>
      all.flatMap(({ list: each }) => each),
    )) {
      if (method === "GET" || audience === "anyone" || audience === "admin" || open.test(path)) continue;
      const address = `${audience === "agent" ? `/desk/${portal.slug}` : front.base}${objects.fill(path)}`;
      const person = audience === "agent" ? browsers.agent : browsers.contact;
      expect((await person.post(address)).status, `POST ${address}`).to.equal(403);
    }
    await become("production");
    expect((await browsers.contact.post(list, { subject: "Now", description: "In time" })).status).to.equal(
      303,
    );
  });

  it("still lets people in and out of a retired one", async () => {
    const { browsers, front, contact, list, become } = await settle();
    await become("retired");
    expect((await browsers.contact.post(`${front.base}/logout`)).status).to.equal(303);
    const again = new Browser(app.url);
    expect((await again.signIn(contact.email, front.base)).location).to.equal(front.base);
    expect((await again.get(list)).$(".banner").text()).to.contain("retired");
  });
});
