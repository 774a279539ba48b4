import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, readCluster } from "../cluster/cluster.ts";
import { makeRunFolder } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { configText, membershipSettings, redisSettings } from "./redis-config.ts";

/** Writes the configuration and creates the folder. */
export function prepareRedis(layout: Layout, password: string): void {
  writeRedisConfig(layout, password, readCluster(layout.cluster));
}

/** Writes redis.conf anew: Redis itself rewrites it when a Sentinel changes its role, and no start may believe an old one. */
export function writeRedisConfig(layout: Layout, password: string, cluster: Cluster | null, role = ""): void {
  makeRunFolder(layout);
  mkdirSync(layout.etc, { recursive: true, mode: 0o700 });
  mkdirSync(layout.redis, { recursive: true, mode: 0o700 });
  const own = redisSettings({
    folder: layout.redis,
    socket: layout.sockets.redis,
    pidFile: join(layout.run, "redis.pid"),
    password,
  });
  const text = configText([...own, ...membershipSettings(layout.keys, cluster)]) + role;
  writeFileSync(redisConfigFile(layout), text, { mode: 0o600 });
}

/** Where the generated redis.conf lies; `redis-server` takes it as its argument. */
export const redisConfigFile = (layout: Layout) => join(layout.etc, "redis.conf");
