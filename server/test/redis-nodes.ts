import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority, issueCertificate, keyFiles } from "../cluster/certificates.ts";
import { type Cluster, type ClusterNode, newCluster, selfOf, writeCluster } from "../cluster/cluster.ts";
import type { SentinelAddress } from "../core/connections.ts";
import { projectRoot } from "../core/project.ts";
import { masterName, sentinelAddress } from "../installation/addresses.ts";
import { openSecrets } from "../installation/installation.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { choosePorts } from "../installation/ports.ts";
import { askOwnRedis, askSentinel } from "../installation/redis-cluster.ts";
import { pairs, type RedisReply } from "../installation/redis-talk.ts";

type Part = "redis" | "sentinel";
const entries: Record<Part, string> = { redis: "redis-server.ts", sentinel: "redis-sentinel.ts" };

/** Redis and Sentinel of one node, started by their launchers and started again when they end, as PM2 does. */
export class RedisNode {
  readonly name: string;
  readonly layout: Layout;
  cluster: Cluster;
  readonly #children = new Map<Part, ChildProcess>();
  readonly #wanted = new Set<Part>();

  constructor(name: string, data: string, cluster: Cluster) {
    this.name = name;
    this.layout = layoutOf(data);
    this.cluster = cluster;
  }

  become(cluster: Cluster): void {
    this.cluster = { ...cluster, self: this.name };
    writeCluster(this.layout.cluster, this.cluster);
  }

  start(part: Part): void {
    this.#wanted.add(part);
    const child = spawn(process.execPath, [join(projectRoot, "server", entries[part])], {
      env: { ...process.env, HOLDFAST_DATA: this.layout.data, NODE_NO_WARNINGS: "1" },
      stdio: "ignore",
    });
    child.unref();
    this.#children.set(part, child);
    child.once("exit", () => {
      setTimeout(() => {
        if (this.#wanted.has(part) && this.#children.get(part) === child) this.start(part);
      }, 100);
    });
  }

  signal(part: Part, signal: NodeJS.Signals): void {
    this.#children.get(part)?.kill(signal);
  }

  /** Kills it hard; nobody starts it again. */
  stop(part: Part): void {
    this.#wanted.delete(part);
    this.signal(part, "SIGKILL");
  }

  get password(): string {
    return openSecrets(this.layout).redisPassword;
  }

  async ask(...command: (string | number)[]): Promise<RedisReply | undefined> {
    const [reply] = await askOwnRedis(this.layout, this.password, command);
    return reply;
  }

  async role(): Promise<string> {
    const role = await this.ask("ROLE");
    return Array.isArray(role) ? String(role[0]) : "?";
  }

  /** How many other Sentinels, and how many healthy replicas, this node's own Sentinel knows. */
  async sentinelKnows(): Promise<[number, number]> {
    const [sentinels, replicas] = await askSentinel(
      this.layout,
      this.password,
      selfOf(this.cluster),
      ["SENTINEL", "SENTINELS", masterName],
      ["SENTINEL", "REPLICAS", masterName],
    );
    const list = (reply: RedisReply | undefined) => (Array.isArray(reply) ? reply.map(pairs) : []);
    const healthy = list(replicas).filter(
      (one) => one.get("flags") === "slave" && one.get("master-link-status") === "ok",
    );
    return [list(sentinels).length, healthy.length];
  }

  get address(): SentinelAddress {
    return sentinelAddress(this.layout, this.cluster, this.password);
  }
}

/** Nodes a, b (data) and w (witness) of one cluster on loopback addresses, with one authority and the same passwords; nothing runs yet. */
export async function redisNodes(): Promise<{ nodes: RedisNode[]; cluster: Cluster; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-redis-"));
  const members: ClusterNode[] = [];
  for (const [n, name] of ["a", "b", "w"].entries())
    members.push({
      name,
      kind: name === "w" ? "witness" : "data",
      address: `127.0.0.${n + 1}`,
      ports: await choosePorts(0, freePorts(n)),
    });
  const cluster = { ...newCluster("a", { ...freePorts(0), web: 0 }), nodes: members };
  const nodes = members.map(
    ({ name }) => new RedisNode(name, join(folder, name), { ...cluster, self: name }),
  );
  const [first] = nodes;
  if (!first) throw new Error("no nodes");
  openSecrets(first.layout);
  createAuthority(first.layout.keys);
  for (const node of nodes) {
    const { layout } = node;
    mkdirSync(layout.keys, { recursive: true });
    if (node !== first) {
      copyFileSync(first.layout.secrets, layout.secrets);
      for (const key of ["authority", "authorityKey"] as const)
        copyFileSync(keyFiles(first.layout.keys)[key], keyFiles(layout.keys)[key]);
    }
    issueCertificate(layout.keys, node.name, []);
    node.become(cluster);
  }
  return {
    nodes,
    cluster,
    remove: () => {
      for (const node of nodes) for (const part of ["redis", "sentinel"] as const) node.stop(part);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

const freePorts = (n: number) => ({
  agent: 21_000 + n,
  sql: 21_010 + n,
  group: 21_020 + n,
  ist: 21_030 + n,
  sst: 21_040 + n,
  redis: 21_050 + n,
  sentinel: 21_060 + n,
});
