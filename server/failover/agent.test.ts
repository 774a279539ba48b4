import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { waitUntil } from "../installation/readiness.ts";
import { type AgentNode, createAgents } from "../test/agents.ts";
import { testDb } from "../test/harness.ts";
import type { Drill } from "./drill.ts";
import { followRole, type RoleFeed } from "./role-feed.ts";
import type { SwitchoverResult } from "./switchover.ts";

describe("the failover agents of two servers", function () {
  this.timeout(30_000);
  let agents: Awaited<ReturnType<typeof createAgents>>;
  let a: AgentNode;
  let b: AgentNode;
  let feed: RoleFeed;

  const free = () => testDb()("ha_lease").where({ name: "primary" }).update({ holder: "" });
  const until = (what: () => Promise<void>) => waitUntil(what, 10);
  const primaryIs = (name: string) =>
    until(async () => {
      for (const node of [a, b]) expect((await node.state()).primary).to.equal(name);
    });
  const bothAble = () =>
    until(async () => {
      for (const seen of (await a.state()).nodes) {
        if (!seen.reachable) throw new Error(seen.detail);
        expect(seen.able.ok, `${seen.node}: ${seen.able.detail}`).to.be.true;
      }
    });
  const refusal = (node: AgentNode, order: string, body?: object) =>
    node.ask(order, body).then(
      () => "done",
      (error: Error) => error.message,
    );

  before(async () => {
    await free();
    agents = await createAgents(["first", "second"]);
    [a, b] = agents.nodes;
    await Promise.all([a, b].map((node) => node.application(200)));
    await a.start();
    await until(async () => void expect((await a.state()).primary).to.equal("first"));
    await b.start();
    feed = followRole(a.layout.sockets.agent, "first");
    await bothAble();
  });
  after(async () => {
    feed?.close();
    await agents?.stop();
    await free();
  });

  it("agree on who acts, and know each other's parts", async () => {
    await primaryIs("first");
    const { nodes, epoch, history, sentence } = await b.state();
    expect(nodes.map(({ node, reachable }) => [node, reachable])).to.deep.equal([
      ["first", true],
      ["second", true],
    ]);
    expect(epoch).to.be.greaterThan(0);
    expect(sentence).to.match(/^You can lose any one server now/);
    expect(history[0]).to.include({ kind: "start", to: "first" });
    const [first] = nodes;
    expect(first?.reachable && Object.keys(first.parts)).to.include.members([
      "application",
      "database",
      "disk",
    ]);
  });

  it("hand the role over when ordered, whichever is asked, and note who wanted it", async () => {
    const result = await b.ask<SwitchoverResult>("POST /switchover", {
      to: "second",
      reason: "Anna wants it",
    });
    expect(result).to.include({ from: "first", to: "second" });
    expect(result.durationMs).to.be.below(500);
    expect(feed.holds()).to.be.false;
    await primaryIs("second");
    await until(async () => {
      const [last] = (await b.state()).history;
      expect(last).to.include({
        kind: "switchover",
        from: "first",
        to: "second",
        reason: "first handed it over: Anna wants it",
      });
    });
  });

  it("drill there and back, whichever is asked, and say what a probe saw", async () => {
    await bothAble();
    const { there, back } = await a.ask<Drill>("POST /drill");
    expect([there, back].map(({ from, to }) => [from, to])).to.deep.equal([
      ["second", "first"],
      ["first", "second"],
    ]);
    await primaryIs("second");
    await until(async () => {
      const { history } = await a.state();
      expect(history.map(({ kind }) => kind)).to.include("drill-result");
    });
  });

  it("refuse a second switchover at once, with the reason; jobs rest before the role moves", async () => {
    await bothAble();
    const moving = b.ask<SwitchoverResult>("POST /switchover");
    await sleep(100);
    expect(await refusal(b, "POST /switchover")).to.match(
      /^A switchover to first has been under way for 0\.\d s; wait for it\.$/,
    );
    // The lease is still here, but nobody acts any more.
    const resting = (await b.state()).nodes.find(({ node }) => node === "second");
    expect(resting?.reachable && resting.role).to.include({ role: "primary", deadline: 0 });
    expect((await moving).to).to.equal("first");
    await primaryIs("first");
    expect(await refusal(a, "POST /switchover", { to: "first" })).to.equal("first is in charge already.");
    expect(await refusal(a, "POST /switchover", { to: "third" })).to.match(/^There is no server third/);
  });

  it("keep the role where it is when the other could not serve, and say why", async () => {
    await b.application(503);
    await until(async () => {
      const second = (await b.state()).nodes.find(({ node }) => node === "second");
      expect(second?.reachable && second.able.ok).to.be.false;
    });
    expect(await refusal(a, "POST /switchover")).to.equal(
      "second cannot take over (the application is not ready (database: as the test wants it)).",
    );
    expect(feed.holds()).to.be.true;
    await b.application(200);
    await bothAble();
  });

  it("keep the role through an agent that is killed and started again, without a gap for the processes", async () => {
    const { epoch } = await a.state();
    // A busy machine may take longer than a term to start it: this is about the same node going on.
    await a.ask("POST /pause");
    a.kill("SIGKILL");
    const killed = Date.now();
    await a.start();
    await until(async () => void expect((await a.state()).primary).to.equal("first"));
    expect((await a.state()).epoch).to.equal(epoch + 1);
    expect((await a.state()).paused).to.be.true;
    await a.ask("POST /resume");
    console.log(`      ${Date.now() - killed} ms from the kill to the new term`); // eslint-disable-line no-console
    expect(feed.holds()).to.be.true;
  });

  it("move the role when the application is gone for longer than a restart takes", async () => {
    await bothAble();
    await a.application(null);
    await sleep(1000);
    expect(feed.holds()).to.be.true;
    await primaryIs("second");
    await until(async () => {
      expect((await b.state()).history[0]?.reason).to.equal(
        "first handed it over: the application on first does not answer",
      );
    });
    await a.application(200);
    await bothAble();
  });

  it("hand over before they are stopped, and give up what nobody else can take", async () => {
    expect(await b.ask("POST /release")).to.deep.equal({ to: "first" });
    b.kill("SIGTERM");
    await until(async () => void expect((await a.state()).primary).to.equal("first"));
    expect(await a.ask("POST /release")).to.deep.equal({});
    expect(
      (await testDb()("ha_lease").where({ name: "primary" }).first<{ holder: string }>()).holder,
    ).to.equal("");
    expect(feed.holds()).to.be.false;
  });
});
