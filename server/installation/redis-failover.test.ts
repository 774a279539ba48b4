import { expect } from "chai";
import type { Redis } from "ioredis";
import { createRedis } from "../core/redis.ts";
import { type RedisNode, redisNodes } from "../test/redis-nodes.ts";
import { waitUntil } from "./readiness.ts";
import { applyRedis } from "./redis-membership.ts";

// Three nodes' Redis and Sentinels with mutual TLS, started by the product's launchers and restarted as PM2 does.

describe("Redis on three nodes", function () {
  this.timeout(40_000);
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
    for (const node of [b, w]) for (const part of ["redis", "sentinel"] as const) node.start(part);
    await whole(a);
    redis = createRedis(a.address, "test");
    await writes();
    expect(await redis.get("early")).to.equal("kept");
    expect(await w.role()).to.equal("slave");
  });
});
