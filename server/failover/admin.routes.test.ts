import { expect } from "chai";
import { waitUntil } from "../installation/readiness.ts";
import { aCluster, aNode, aWitness, goneNode, startAgent, type TestAgent } from "../test/agent.ts";
import { anAgent } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

describe("Administration → Fail Over", () => {
  let app: TestApp;
  let agent: TestAgent | undefined;
  let admin: Browser;

  before(async () => {
    app = await startApp();
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  afterEach(async () => {
    await agent?.stop();
    agent = undefined;
  });
  after(() => app.close());

  const page = async () => {
    const answer = await admin.get("/admin/failover");
    expect(answer.status).to.equal(200);
    return answer.$;
  };
  const words = (text: string) => text.replace(/\s+/g, " ").trim();

  it("shows the servers, who is in charge, what happened and when the last backup was made", async () => {
    agent = await startAgent();
    const $ = await page();
    expect($(".redundancy").text()).to.contain("Redundant").and.contain("You can lose any one server now.");
    expect(words($("#node-a").text())).to.match(/^aPrimary Server · 10.0.0.1 · this page comes from here/);
    expect(words($("#node-b").text())).to.contain("ReplicationAt position 812");
    expect(words($("#node-w").text())).to.contain("VoteGood votes");
    expect(
      $(".stat dd")
        .map((_, each) => $(each).text())
        .get(),
    ).to.eql(["a", "7", "10.0.0.100/24", "fast", "Automatic"]);
    const row = words($("tbody tr").text());
    expect(row).to.contain("Takeover").and.contain("b → a").and.contain("2.6 s").and.contain("for 2.5 s");
    expect($("#failover-backup").parent().text()).to.contain("verified, 812 MB");
    expect($("header nav [aria-current]").text()).to.equal("Fail Over");
  });

  it("says what is wrong with a server, since when, and does not offer what would fail", async () => {
    agent = await startAgent(
      aCluster({ nodes: [aNode("a", { clock: Date.now() - 65_000 }), goneNode("b"), aWitness()] }),
    );
    const $ = await page();
    expect($(".redundancy").text()).to.contain("If a or the witness dies now");
    expect(words($("#node-b").text()))
      .to.contain("No answer")
      .and.contain("ECONNREFUSED");
    expect($("#node-b time").attr("datetime")).to.equal("2026-11-22T07:10:00.000Z");
    expect(words($("#node-w").text())).to.contain("65 s ahead of this server");
    expect($("a[href$='/switchovers/new']").length).to.equal(0);
    expect($("main").text()).to.contain("cannot be handed over now: b does not answer");
    const refused = await admin.get("/admin/failover/switchovers/new");
    expect([refused.status, refused.location]).to.eql([303, "/admin/failover"]);
  });

  it("explains on a single machine what more servers would give, and how", async () => {
    agent = await startAgent(
      aCluster({
        nodes: [aNode("a", { galera: { status: "Primary", state: "Synced", size: 1, seqno: 1, uuid: "u" } })],
        ...{ vip: null, backup: null, history: [] },
      }),
    );
    const $ = await page();
    expect($(".redundancy").text()).to.contain("One server").and.contain("This is the only server");
    expect($("#failover-growing").parent().text()).to.contain("npm run failover -- invite");
    expect($("main form").length, "nothing to order").to.equal(0);
    expect($("main").text()).to.contain("There is no backup yet");
    expect((await admin.get("/admin")).$(".banner").length).to.equal(0);
  });

  it("does not speak of invitations where the database is the operator's own", async () => {
    agent = await startAgent(aCluster({ nodes: [aNode("a", { galera: null, redis: null })], vip: null }));
    const $ = await page();
    expect($("#failover-sharing").parent().text()).to.contain("HOLDFAST_PEERS");
    expect($("#failover-growing").length).to.equal(0);
  });

  it("says that the agent does not answer, and what that means", async () => {
    const $ = await page();
    expect($("#agent-away").text()).to.contain("does not answer");
    expect($("main").text()).to.contain("The portal itself goes on");
    const answer = await admin.post("/admin/failover/pause");
    expect([answer.status, answer.location]).to.eql([303, "/admin/failover"]);
    expect((await page())(".flash-alert").text()).to.contain("Nothing was changed");
  });

  it("asks before it switches over, then passes the order on", async () => {
    agent = await startAgent();
    const asked = await admin.get("/admin/failover/switchovers/new");
    expect(asked.$("h1").text()).to.equal("Switch over now");
    expect(asked.$(".lead").text()).to.contain("b takes over from a");
    expect(asked.$("ul.steps").text()).to.contain("10.0.0.100/24 moves to b");
    expect((await admin.post("/admin/failover/switchovers", { to: "b" })).location).to.equal(
      "/admin/failover",
    );
    expect(agent.orders).to.eql(['POST /switchover {"to":"b"}']);
    expect((await page())(".flash-notice").text()).to.contain("the role was handed over");
    const drill = await admin.get("/admin/failover/drills/new");
    expect(drill.$(".lead").text()).to.contain("from a to b and back again");
    await admin.post("/admin/failover/drills");
    await admin.post("/admin/failover/pause");
    await admin.post("/admin/failover/resumption");
    expect(agent.orders.slice(1)).to.eql(["POST /drill {}", "POST /pause {}", "POST /resume {}"]);
  });

  it("lets one choose among several servers, and passes a refusal on in the agent's words", async () => {
    const nodes = [aNode("a"), aNode("b"), aNode("c")];
    agent = await startAgent(aCluster({ nodes, vip: null }));
    const asked = await admin.get("/admin/failover/switchovers/new");
    expect(
      asked
        .$("input[type=radio]")
        .map((_, each) => asked.$(each).attr("value"))
        .get(),
    ).to.eql(["b", "c"]);
    expect(asked.$("ul.steps").text()).to.contain("your load balancer sees");
    agent.refuses = "c is 12 transactions behind.";
    await admin.post("/admin/failover/switchovers", { to: "c" });
    expect((await page())(".flash-alert").text()).to.equal(
      "Nothing was changed: c is 12 transactions behind.",
    );
  });

  it("tells open pages when something changes", async () => {
    agent = await startAgent();
    await waitUntil(async () => {
      expect((await admin.get("/metrics")).text).to.contain("holdfast_ha_redundant 1\n");
    }, 10);
    const stop = new AbortController();
    const stream = await fetch(new URL("/admin/failover/live", app.url), {
      headers: { cookie: `holdfast.session=${admin.cookie("holdfast.session")}` },
      signal: stop.signal,
    });
    expect(stream.headers.get("content-type")).to.equal("text/event-stream");
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    agent.state = aCluster({ paused: true });
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += new TextDecoder().decode(part.value);
      if (text.includes("event: refresh")) break;
    }
    expect(text).to.contain("event: refresh");
    stop.abort();
  });
});
