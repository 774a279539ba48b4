import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { SwitchoverResult } from "../../failover/switchover.ts";
import { waitUntil } from "../../installation/readiness.ts";
import { type AgentNode, createAgents } from "../agents.ts";
import { testDb } from "../harness.ts";
import { createNetwork, type Network } from "../network.ts";

// Planned work on a server: the role and its address move under load, and nobody notices. Two servers and a client on a network of their own.

const vip = { address: "10.42.8.100", prefix: 24, interface: null };

describe("a switchover under load", function () {
  this.timeout(90_000);
  let network: Network;
  let agents: Awaited<ReturnType<typeof createAgents>>;
  let a: AgentNode;
  let b: AgentNode;

  const free = () => testDb()("ha_lease").where({ name: "primary" }).update({ holder: "" });
  const addressOf = (name: string) => network.on(name, "ip", "-4", "-o", "addr", "show");
  const holds = (name: string) =>
    waitUntil(async () => {
      const seen = (await a.state()).nodes;
      if (!addressOf(name).includes(`${vip.address}/24`))
        throw new Error(`${name} has no address: ${JSON.stringify(seen)}`);
      for (const node of seen)
        if (!node.reachable || !node.able.ok) throw new Error(`${node.node} is not able`);
    }, 30);

  before(async () => {
    await free();
    network = createNetwork(["first", "second", "client"], "10.42.8");
    agents = await createAgents(["first", "second"], { network, vip });
    [a, b] = agents.nodes;
    await Promise.all([a.start(), a.startWeb(), b.startWeb()]);
    await waitUntil(async () => void expect((await a.state()).primary).to.equal("first"), 30);
    await b.start();
    await holds("first");
  });
  after(async () => {
    await agents?.stop();
    network?.remove();
    await free();
  });

  it("fails no request, on new connections or kept ones, there and back", async () => {
    const client = await network.start(
      "client",
      "server/test/request-load.ts",
      `http://${vip.address}:8080/login`,
    );
    await sleep(500);
    const there = await a.ask<SwitchoverResult>("POST /switchover");
    await holds("second");
    await sleep(500);
    const back = await b.ask<SwitchoverResult>("POST /switchover");
    await holds("first");
    await sleep(500);
    client.send("stop");
    const [load] = (await once(client, "message")) as [
      { requests: number; failures: string[]; slowestMs: number },
    ];
    const times = `${there.durationMs} and ${back.durationMs} ms`;
    // eslint-disable-next-line no-console
    console.log(
      `      ${load.requests} requests, the slowest ${load.slowestMs} ms; the role moved in ${times}`,
    );
    expect(load.failures).to.deep.equal([]);
    expect(load.requests).to.be.greaterThan(50);
  });
});
