import { expect } from "chai";
import type { Cluster } from "../cluster/cluster.ts";
import { configText, membershipSettings, redisSettings } from "./redis-config.ts";
import { decideRedisStart, type RedisAt, type SentinelView } from "./redis-start.ts";
import { sentinelConfig } from "./sentinel-config.ts";

const ports = { agent: 1, sql: 2, group: 3, ist: 4, sst: 5, redis: 6379, sentinel: 26379, web: 8 };
const a = { name: "a", kind: "data" as const, address: "10.0.0.1", ports };
const b = { name: "b", kind: "data" as const, address: "10.0.0.2", ports };
const w = { name: "w", kind: "witness" as const, address: "10.0.0.3", ports };
const clusterOf = (nodes: Cluster["nodes"], self = "a"): Cluster => ({
  id: "6a8ddc33-3c56-4ff5-a7f5-c5b8f0a7a7a1",
  generation: 1,
  self,
  nodes,
  profile: "fast",
  vip: null,
  environment: {},
});
const redisAt = (node: { address: string }): RedisAt => ({ host: node.address, port: 6379 });

describe("Redis's configuration", () => {
  it("keeps it off the network while the node is alone, behind a password, with every write on disk", () => {
    const own = { folder: "/a b", socket: "/a b/r.sock", pidFile: "/a b/r.pid", password: 'p"w' };
    const text = configText([...redisSettings(own), ...membershipSettings("/keys", clusterOf([a]))]);
    expect(text).to.include('port 0\nunixsocket "/a b/r.sock"').and.include('requirepass "p\\"w"');
    expect(text).to.include('appendonly "yes"\nappendfsync "everysec"').and.include("tls-port 0\n");
    expect(text).to.include('maxmemory-policy "noeviction"').and.include('save ""\n');
  });

  const memberships: [string, Cluster, Record<string, string | number>][] = [
    ["alone", clusterOf([a]), { "tls-port": 0, "min-replicas-to-write": 0 }],
    [
      "two nodes",
      clusterOf([a, b]),
      { "tls-port": 6379, "min-replicas-to-write": 0, "replica-priority": 100 },
    ],
    ["three nodes", clusterOf([a, b, w]), { "min-replicas-to-write": 1, "min-replicas-max-lag": 2 }],
    ["the witness", clusterOf([a, b, w], "w"), { "replica-priority": 0, "replica-announce-ip": "10.0.0.3" }],
  ];
  for (const [who, cluster, expected] of memberships)
    it(`follows the membership: ${who}`, () =>
      expect(Object.fromEntries(membershipSettings("/keys", cluster))).to.include(expected));
});

describe("how a node's Redis starts", () => {
  const view = (node: { address: string }, epoch: number): SentinelView => ({ ...redisAt(node), epoch });
  const cases: [string, Partial<Parameters<typeof decideRedisStart>[0]>, string][] = [
    ["follows whom the Sentinels name", { views: [view(b, 1)] }, "follow 10.0.0.2"],
    ["believes the newest of them", { views: [view(a, 3), view(b, 4), view(a, 3)] }, "follow 10.0.0.2"],
    ["waits for a successor when it was the master", { views: [view(a, 3)], waitedMs: 6900 }, "wait"],
    ["is the master still when there was none", { views: [view(a, 3)], waitedMs: 7000 }, "master"],
    ["waits for Sentinels", { waitedMs: 100 }, "wait"],
    [
      "follows an acting master when none answers",
      { masters: [redisAt(b)], waitedMs: 7000 },
      "follow 10.0.0.2",
    ],
    ["is master as the first data node when nobody answers", { waitedMs: 7000 }, "master"],
    [
      "follows the first data node when nobody answers",
      { self: redisAt(b), waitedMs: 7000 },
      "follow 10.0.0.1",
    ],
    ["never is master on a witness", { self: redisAt(w), witness: true, waitedMs: 7000 }, "follow 10.0.0.1"],
  ];
  for (const [what, about, expected] of cases)
    it(what, () => {
      const start = decideRedisStart({
        self: redisAt(a),
        witness: false,
        views: [],
        masters: [],
        firstDataNode: redisAt(a),
        waitedMs: 0,
        ...about,
      });
      expect(start.act === "follow" ? `follow ${start.master.host}` : start.act).to.equal(expected);
    });
});

describe("a Sentinel's file", () => {
  const settings = {
    folder: "/s",
    port: 26379,
    address: "10.0.0.1",
    password: "pw",
    master: redisAt(a),
    redis: [a, b, w].map(redisAt),
    sentinels: [a, b, w].map(({ address }) => ({ host: address, port: 26379 })),
    tls: [],
  };
  const learned = `sentinel myid 0123
sentinel monitor holdfast 10.0.0.2 6379 2
sentinel down-after-milliseconds holdfast 9
sentinel config-epoch holdfast 7
sentinel leader-epoch holdfast 7
sentinel current-epoch 7
sentinel known-replica holdfast 10.0.0.1 6379
sentinel known-replica holdfast 10.0.0.9 6379
sentinel known-sentinel holdfast 10.0.0.3 26379 abcd
sentinel known-sentinel holdfast 10.0.0.9 26379 ef01
`;

  it("names the master that it was given, and a quorum of more than half", () =>
    expect(sentinelConfig(settings, null)).to.include("sentinel monitor holdfast 10.0.0.1 6379 2\n"));

  it("keeps what it learned, except about nodes that left", () => {
    const text = sentinelConfig(settings, learned);
    expect(text).to.include("sentinel monitor holdfast 10.0.0.2 6379 2\n").and.include("sentinel myid 0123");
    expect(text).to.include("sentinel config-epoch holdfast 7").and.include("10.0.0.3 26379 abcd");
    expect(text).to.include("sentinel down-after-milliseconds holdfast 1000").and.not.include("10.0.0.9");
    expect(sentinelConfig(settings, text)).to.equal(text);
  });

  it("forgets a master that left", () =>
    expect(sentinelConfig({ ...settings, redis: [redisAt(a), redisAt(w)] }, learned)).to.include(
      "sentinel monitor holdfast 10.0.0.1 6379 2",
    ));
});
