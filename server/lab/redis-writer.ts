import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { redisOptions } from "../core/connections.ts";
import { openInstallation } from "../installation/installation.ts";
import type { LabHost } from "./lab.ts";

const connect = ({ data }: LabHost): Redis => {
  const { redisUrl } = openInstallation({
    data,
    databaseUrl: undefined,
    redisUrl: undefined,
    secret: undefined,
  });
  const redis = new Redis({
    ...redisOptions(redisUrl),
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 20,
  });
  redis.on("error", () => undefined); // it is killed on purpose
  return redis;
};

/**
 * A client that knows one Redis only, and writes to it through its unix socket whatever its role: what such a one is told "OK" for must
 * not vanish.
 */
export function pinnedWriter(host: LabHost) {
  const redis = connect(host);
  const acknowledged: number[] = [];
  let restartedAt = Infinity;
  let isOver = false;
  const key = (n: number) => `lab:pinned:${n}`;
  redis.on("close", () => (restartedAt = Math.min(restartedAt, acknowledged.length)));
  const writing = (async () => {
    for (let n = 0; !isOver; n++) {
      const ok = await redis.set(key(n), "1", "EX", 120).catch(() => null);
      if (ok === "OK") acknowledged.push(n);
      await sleep(5);
    }
  })();
  return {
    /** @returns how many it was told OK for, and how many of those after its restart are on no other host. */
    stop: async (others: readonly LabHost[]): Promise<{ written: number; lost: number }> => {
      isOver = true;
      await writing;
      redis.disconnect();
      const after = acknowledged.slice(Math.min(restartedAt, acknowledged.length));
      const present = await Promise.all(
        others.map(async (other) => {
          const there = connect(other);
          await sleep(300);
          const values = after.length > 0 ? await there.mget(after.map(key)).catch(() => []) : [];
          there.disconnect();
          return values;
        }),
      );
      const lost = after.filter((_, index) => !present.some((values) => values[index] === "1"));
      return { written: acknowledged.length, lost: lost.length };
    },
  };
}
