import { masterName } from "./addresses.ts";
import type { Setting } from "./redis-config.ts";
import { configText } from "./redis-config.ts";
import { type RedisAt, same } from "./redis-start.ts";

/** What a Sentinel has to know. */
export interface SentinelSettings {
  readonly folder: string;
  readonly port: number;
  /** This node, as the others reach it. */
  readonly address: string;
  readonly password: string;
  /** The master, for a Sentinel that does not remember one. */
  readonly master: RedisAt;
  readonly redis: readonly RedisAt[];
  readonly sentinels: readonly RedisAt[];
  readonly tls: readonly Setting[];
}

/** So many Sentinels must agree: more than half of all. */
export const quorumOf = (nodes: number) => Math.floor(nodes / 2) + 1;

/**
 * A Sentinel's configuration file, which it rewrites itself whenever it learns something. What we decide is written anew at each start;
 * of what it wrote into its last file it keeps what it alone knows: its identity, the epochs, and the master, replicas and Sentinels
 * that still belong to the cluster.
 */
export function sentinelConfig(settings: SentinelSettings, last: string | null): string {
  const remembered = last === null ? null : memoryOf(last, settings);
  const master = remembered?.master ?? settings.master;
  const own: Setting[] = [
    ["port", 0],
    ...settings.tls,
    ["tls-port", settings.port],
    ["requirepass", settings.password],
    ["dir", settings.folder],
    ["daemonize", "no"],
    ["logfile", ""],
  ];
  const quorum = quorumOf(settings.sentinels.length);
  return [
    configText(own),
    `sentinel announce-ip "${settings.address}"`,
    `sentinel announce-port ${settings.port}`,
    `sentinel monitor ${masterName} ${master.host} ${master.port} ${quorum}`,
    `sentinel auth-pass ${masterName} ${settings.password}`,
    `sentinel down-after-milliseconds ${masterName} 1000`,
    // Also how long after a failed attempt the next one may begin (twice this).
    `sentinel failover-timeout ${masterName} 2000`,
    `sentinel parallel-syncs ${masterName} 4`,
    "sentinel deny-scripts-reconfig yes",
    ...(remembered?.lines ?? []),
    "",
  ].join("\n");
}

function memoryOf(last: string, settings: SentinelSettings): { master: RedisAt; lines: string[] } | null {
  const words = last.split("\n").map((line) => line.trim().split(/\s+/));
  const monitor = words.find(([what, key]) => what === "sentinel" && key === "monitor");
  const master = { host: monitor?.[3] ?? "", port: Number(monitor?.[4]) };
  if (!settings.redis.some((member) => same(member, master))) return null;
  const stays = (members: readonly RedisAt[], host = "", port = "") =>
    members.some((member) => same(member, { host, port: Number(port) }));
  const kept = words.filter(([what, key, , host, port]) => {
    if (what !== "sentinel") return false;
    if (key === "known-replica") return stays(settings.redis, host, port);
    if (key === "known-sentinel") return stays(settings.sentinels, host, port);
    return key === "myid" || key === "config-epoch" || key === "leader-epoch" || key === "current-epoch";
  });
  return { master, lines: kept.map((line) => line.join(" ")) };
}
