import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Redis } from "ioredis";
import { createRedis } from "../core/redis.ts";
import { type RedisNode, redisNodes } from "../test/redis-nodes.ts";
import { type Readings, readSessions } from "../test/session-readers.ts";
import { waitUntil } from "./readiness.ts";
import { applyRedis, handOverRedis, promoteRedis } from "./redis-membership.ts";

// Three nodes' Redis and Sentinels with mutual TLS, started by the product's launchers and restarted as PM2 does.

describe("Redis on three nodes", function () {
  this.timeout(60_000);
  let a: RedisNode;
  let b: RedisNode;
  let w: RedisNode;
  let remove: (() => void) | undefined;
  let redis: Redis;

  before(async () => {
    const found = await redisNodes();
    [a, b, w] = found.nodes as [RedisNode, RedisNode, RedisNode];
    remove = () => found.remove();
    a.become({ ...found.cluster, nodes: found.cluster.nodes.slice(0, 1) });
    a.start("redis");
    await waitUntil(async () => void (await a.ask("SET", "early", "kept")), 10);
    a.become(found.cluster);
  });
  after(() => {
    redis?.disconnect();
    remove?.();
  });

  const whole = (master: RedisNode) =>
    waitUntil(async () => {
      const role = await master.ask("ROLE");
      expect(Array.isArray(role) && [role[0], (role[2] as unknown[]).length]).to.deep.equal(["master", 2]);
    }, 20);
  const writes = () => waitUntil(async () => void (await redis.set("later", "written")), 10);

  it("is opened to the others while it runs, and they follow it", async () => {
    await applyRedis(a.layout, a.cluster);
    a.start("sentinel");
    for (const node of [b, w]) node.start("redis");
    await whole(a);
    for (const node of [b, w]) node.start("sentinel");
    // It would look for replicas every ten seconds only; a new one looks at once.
    a.signal("sentinel", "SIGKILL");
    redis = createRedis(a.address, "test");
    await writes();
    expect(await redis.get("early")).to.equal("kept");
    expect(await w.role()).to.equal("slave");
  });

  const master = async () => {
    const roles = await Promise.all([a, b, w].map((node) => node.role().catch(() => "off")));
    expect(roles.filter((role) => role === "master")).to.have.length(1);
    return [a, b, w][roles.indexOf("master")] as RedisNode;
  };
  const other = (node: RedisNode) => (node === a ? b : a);
  const sentinelsAgree = () =>
    waitUntil(async () => {
      for (const node of [a, b, w]) expect(await node.sentinelKnows()).to.deep.equal([2, 2]);
    }, 30);
  /** A client on a node's own host, which the Sentinels cannot keep from it: counts the writes that it takes. */
  const pinnedTo = (node: RedisNode) => {
    const pinned = { taken: 0, end: () => clearInterval(timer) };
    const timer = setInterval(() => {
      node.ask("SET", "pinned", "x").then(
        (reply) => (pinned.taken += reply === "OK" ? 1 : 0),
        () => undefined,
      );
    }, 10);
    return pinned;
  };
  // The Sentinels end a server's connections when they change its role, so one that asks just then gets an error.
  const isMaster = (node: RedisNode) =>
    node.role().then(
      (role) => role === "master",
      () => false,
    );
  const becomes = (node: RedisNode, role: string, seconds: number) =>
    waitUntil(async () => void expect(await node.role()).to.equal(role), seconds);

  /** Writes through the Sentinels every 20 ms; how long it failed, from the first failure on. */
  async function outageOf(until: () => Promise<boolean>): Promise<number> {
    let failedAt = 0;
    let outage = 0;
    while (!(await until()) || failedAt > 0 || outage === 0) {
      try {
        await redis.set("beat", "x");
        if (failedAt > 0) outage = Math.max(outage, performance.now() - failedAt);
        failedAt = 0;
      } catch {
        failedAt ||= performance.now();
      }
      await sleep(20);
    }
    return outage;
  }

  const unharmed = ({ requests, failures, slowest }: Readings) => {
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.above(100);
    expect(slowest).to.be.below(2500);
  };

  it("writes again soon after the master's death, and an old master that restarts takes no write", async () => {
    await sentinelsAgree();
    const old = await master();
    const ended = await readSessions(redis);
    old.signal("redis", "SIGKILL");
    await waitUntil(async () => expect(await old.role().catch(() => "off")).to.equal("off") && undefined, 5);
    const pinned = pinnedTo(old);
    const outage = await outageOf(() => isMaster(other(old)));
    unharmed(await ended());
    await becomes(old, "slave", 15);
    await whole(other(old));
    pinned.end();
    expect(pinned.taken).to.equal(0);
    // 1.4 s when it is quiet; a Sentinel that finds its first attempt outvoted tries again after five.
    expect(outage).to.be.below(10_000);
    expect(await redis.get("early")).to.equal("kept");
  });

  it("writes again soon after the master froze, which takes no write when it wakes", async () => {
    await sentinelsAgree();
    const old = await master();
    const ended = await readSessions(redis);
    old.signal("redis", "SIGSTOP");
    const outage = await outageOf(() => isMaster(other(old)));
    old.signal("redis", "SIGCONT");
    expect(outage).to.be.below(12_000);
    unharmed(await ended());
    // It learns within a second that nobody follows it any more; ten seconds later the Sentinels make it a replica.
    await sleep(1000);
    const pinned = pinnedTo(old);
    await sleep(1500);
    pinned.end();
    expect(pinned.taken).to.equal(0);
    old.signal("redis", "SIGKILL");
    await whole(other(old));
  });

  it("hands over before a node goes, and forgets it when it has left", async () => {
    await sentinelsAgree();
    const leaver = await master();
    const stays = other(leaver);
    expect(await handOverRedis(leaver.layout, leaver.cluster)).to.equal(true);
    await whole(stays);
    for (const part of ["redis", "sentinel"] as const) leaver.stop(part);
    const left = { ...stays.cluster, nodes: stays.cluster.nodes.filter(({ name }) => name !== leaver.name) };
    for (const node of [stays, w]) {
      node.become(left);
      await applyRedis(node.layout, node.cluster);
    }
    await waitUntil(async () => {
      for (const node of [stays, w]) expect((await node.sentinelKnows())[0]).to.equal(1);
    }, 20);
    const back = { ...left, nodes: leaver.cluster.nodes };
    for (const node of [stays, w, leaver]) node.become(back);
    for (const part of ["redis", "sentinel"] as const) leaver.start(part);
    await whole(stays);
  });

  it("agrees on one master after all lost their power, whichever comes back", async () => {
    await sentinelsAgree();
    const last = await master();
    for (const node of [a, b, w]) for (const part of ["redis", "sentinel"] as const) node.stop(part);
    const first = other(last);
    for (const node of [first, w]) for (const part of ["redis", "sentinel"] as const) node.start(part);
    await becomes(first, "master", 30);
    for (const part of ["redis", "sentinel"] as const) last.start(part);
    await whole(first);
    await writes();
  });

  it("is promoted by force on one of two nodes that lost the other", async () => {
    await sentinelsAgree();
    const gone = await master();
    const stays = other(gone);
    const two = { ...stays.cluster, nodes: stays.cluster.nodes.filter(({ kind }) => kind === "data") };
    for (const node of [a, b, w]) for (const part of ["redis", "sentinel"] as const) node.stop(part);
    for (const node of [a, b]) node.become(two);
    for (const part of ["redis", "sentinel"] as const) stays.start(part);
    await becomes(stays, "slave", 20);
    expect(await promoteRedis(stays.layout, stays.cluster)).to.equal(true);
    expect(await stays.ask("SET", "alone", "x")).to.equal("OK");
  });
});
