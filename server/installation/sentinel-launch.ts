import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, dataNodesOf, readCluster, selfOf } from "../cluster/cluster.ts";
import { openSecrets } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { findProgram } from "./programs.ts";
import { tlsSettings } from "./redis-config.ts";
import { ownMaster, redisOf, sentinelViews } from "./redis-cluster.ts";
import type { RedisAt } from "./redis-start.ts";
import { sentinelConfig } from "./sentinel-config.ts";

/** The file that a Sentinel is started with, and in which it keeps what it learns. */
export const sentinelFile = (layout: Layout) => join(layout.sentinel, "sentinel.conf");

/**
 * Writes the Sentinel's file for the cluster as it is now. While this node is alone there is nothing to watch over: it waits.
 * @returns the program and its arguments, for the caller to become.
 */
export async function prepareSentinelLaunch(layout: Layout): Promise<{ program: string; args: string[] }> {
  let cluster = readCluster(layout.cluster);
  while (!cluster || cluster.nodes.length === 1) {
    await sleep(1000);
    cluster = readCluster(layout.cluster);
  }
  const { redisPassword } = openSecrets(layout);
  mkdirSync(layout.sentinel, { recursive: true, mode: 0o700 });
  const file = sentinelFile(layout);
  const self = selfOf(cluster);
  const settings = {
    folder: layout.sentinel,
    port: self.ports.sentinel,
    address: self.address,
    password: redisPassword,
    master: await masterNow(layout, redisPassword, cluster),
    redis: cluster.nodes.map(redisOf),
    sentinels: cluster.nodes.map(({ address, ports }) => ({ host: address, port: ports.sentinel })),
    tls: tlsSettings(layout.keys),
  };
  const last = existsSync(file) ? readFileSync(file, "utf8") : null;
  writeFileSync(file, sentinelConfig(settings, last), { mode: 0o600 });
  return { program: findProgram("redis-server") ?? "redis-server", args: [file, "--sentinel"] };
}

// For a Sentinel without a memory: what the others say, else what this node's Redis is, else what a Redis without Sentinels would do.
async function masterNow(layout: Layout, password: string, cluster: Cluster): Promise<RedisAt> {
  const [newest] = (await sentinelViews(layout, password, cluster)).sort((a, b) => b.epoch - a.epoch);
  const [first = selfOf(cluster)] = dataNodesOf(cluster);
  return newest ?? (await ownMaster(layout, password, cluster)) ?? redisOf(first);
}
