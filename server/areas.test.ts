import { expect } from "chai";
import { portalsChanged } from "./portals/index.ts";
import { aContact, aFront, anAgent, aPortal } from "./test/factories.ts";
import { Browser, startApp, type TestApp } from "./test/harness.ts";

describe("a portal's state", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  async function settle() {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, { portalId: portal.id });
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "coordinator" }] });
    const administrator = await anAgent(app.db, { administrator: true });
    const browsers = {
      contact: new Browser(app.url),
      agent: new Browser(app.url),
      administrator: new Browser(app.url),
    };
    await browsers.contact.signIn(contact.email, front.base);
    await browsers.agent.signIn(agent.email);
    await browsers.administrator.signIn(administrator.email);
    const become = async (state: string) => {
      await app.db("portals").where({ id: portal.id }).update({ state });
      portalsChanged();
    };
    return {
      ...browsers,
      home: front.base,
      list: `${front.base}/requests`,
      desk: `/desk/${portal.slug}/requests`,
      become,
    };
  }

  it("opens production to everybody with a place in it", async () => {
    const { contact, agent, list, desk } = await settle();
    expect((await contact.get(list)).status).to.equal(200);
    expect((await agent.get(desk)).status).to.equal(200);
  });

  for (const state of ["new", "pre-production"])
    it(`keeps ${state} to administrators`, async () => {
      const { contact, agent, administrator, home, desk, become } = await settle();
      await become(state);
      expect((await contact.get(home)).status).to.equal(410);
      expect((await agent.get(desk)).status).to.equal(404);
      expect((await administrator.get(desk)).status).to.equal(200);
    });

  it("lets a retired one be read, but not changed, until it is brought back", async () => {
    const { contact, agent, list, desk, become } = await settle();
    await become("retired");
    expect((await contact.get(list)).status).to.equal(200);
    const refused = await contact.post(list, { subject: "Late", description: "Too late" });
    expect([refused.status, refused.$("h1").text()]).to.deep.equal([403, "This portal is retired"]);
    expect((await agent.get(desk)).status).to.equal(200);
    expect((await agent.post(`${desk}/bulk`, { tickets: "1", status: "closed" })).status).to.equal(403);
    await become("production");
    expect((await contact.post(list, { subject: "In time", description: "Just in time" })).status).to.equal(
      303,
    );
  });
});
