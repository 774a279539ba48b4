import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRunFolder } from "./installation.ts";
import type { Layout } from "./layout.ts";

/** The redis.conf of an embedded Redis: unix socket only, password, every write in an append-only file. */
export function redisConfig(settings: {
  folder: string;
  socket: string;
  pidFile: string;
  password: string;
}): string {
  const lines: [string, string | number][] = [
    ["port", 0],
    ["unixsocket", quoted(settings.socket)],
    ["unixsocketperm", 700],
    ["pidfile", quoted(settings.pidFile)],
    ["requirepass", quoted(settings.password)],
    ["dir", quoted(settings.folder)],
    ["appendonly", "yes"],
    ["appendfsync", "everysec"],
    ["save", '""'],
    // Sessions and limits must not be evicted to make room; a full Redis says so instead.
    ["maxmemory-policy", "noeviction"],
    ["daemonize", "no"],
    ["logfile", '""'],
  ];
  return [...lines.map(([name, value]) => `${name} ${value}`), ""].join("\n");
}

/** Writes the configuration and creates the folder. */
export function prepareRedis(layout: Layout, password: string): void {
  makeRunFolder(layout);
  mkdirSync(layout.etc, { recursive: true, mode: 0o700 });
  mkdirSync(layout.redis, { recursive: true, mode: 0o700 });
  const pidFile = join(layout.run, "redis.pid");
  const config = redisConfig({ folder: layout.redis, socket: layout.sockets.redis, pidFile, password });
  writeFileSync(redisConfigFile(layout), config, { mode: 0o600 });
}

/** Where the generated redis.conf lies; `redis-server` takes it as its argument. */
export const redisConfigFile = (layout: Layout) => join(layout.etc, "redis.conf");

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
