import { expect } from "chai";
import { waitUntil } from "../installation/readiness.ts";
import { aCluster, aNode, aWitness, goneNode, startAgent, type TestAgent } from "../test/agent.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

describe("the state of the servers elsewhere", () => {
  let app: TestApp;
  let agent: TestAgent | undefined;
  let admin: Browser;
  let desk: string;

  before(async () => {
    app = await startApp();
    const portal = await aPortal(app.db);
    desk = `/desk/${portal.slug}/requests`;
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  afterEach(async () => {
    await agent?.stop();
    agent = undefined;
  });
  after(() => app.close());

  const words = (text: string) => text.replace(/\s+/g, " ").trim();
  /** The followed state is two seconds old at most. */
  const soon = (what: () => Promise<void>) => waitUntil(what, 10);

  it("warns administrators on every page of the desk and of administration, and nobody else", async () => {
    agent = await startAgent(aCluster({ nodes: [aNode("a"), goneNode("b"), aWitness()] }));
    const portal = await aPortal(app.db);
    const coordinator = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "coordinator" }] });
    const other = new Browser(app.url);
    await other.signIn(coordinator.email);
    await soon(async () => {
      const banner = (await admin.get("/admin/portals")).$(".banner-warning");
      expect(words(banner.text())).to.contain("because b does not answer. Open Fail Over");
      expect(banner.find("a").attr("href")).to.equal("/admin/failover");
    });
    expect((await admin.get(desk)).$(".banner-warning").length).to.equal(1);
    expect((await other.get(`/desk/${portal.slug}/requests`)).$(".banner").length).to.equal(0);
    agent.state = aCluster();
    await soon(async () => {
      expect((await admin.get(desk)).$(".banner").length).to.equal(0);
    });
  });

  it("hands the same state to an administrator's tools, and to nobody else", async () => {
    agent = await startAgent();
    const answer = await admin.get("/api/ha/status");
    expect(answer.status).to.equal(200);
    expect(JSON.parse(answer.text)).to.include({ primary: "a", epoch: 7, canLoseOne: true });
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, { portalId: portal.id });
    const customer = new Browser(app.url);
    await customer.signIn(contact.email, front.base);
    expect((await customer.get("/api/ha/status")).status).to.equal(403);
    const guest = await new Browser(app.url).get("/api/ha/status");
    expect([guest.status, guest.text.includes("sign_in_needed")]).to.eql([401, true]);
    await agent.stop();
    agent = undefined;
    expect((await admin.get("/api/ha/status")).status).to.equal(503);
  });

  it("measures failover for Prometheus", async () => {
    agent = await startAgent();
    await soon(async () => {
      const { text } = await admin.get("/metrics");
      expect(text).to.contain('holdfast_ha_role{node="a",role="primary"} 1\n');
      expect(text).to.contain('holdfast_ha_role{node="a",role="standby"} 0\n');
      for (const line of [
        "epoch 7",
        "cluster_size 3",
        "redundant 1",
        "last_failover_seconds 2.61",
        "agent_up 1",
      ])
        expect(text).to.contain(`holdfast_ha_${line}\n`);
      expect(text).to.match(/holdfast_ha_backup_age_seconds \d+\n/);
    });
  });
});
