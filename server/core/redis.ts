import { Redis } from "ioredis";
import { redisOptions } from "./connections.ts";
import { log } from "./log.ts";

/**
 * A client that fails fast and never gives up: a lost Redis must show as an error within a second (so that callers can fall back to the
 * database), and be used again as soon as it is back. See failover.md for how the options were found.
 */
export function createRedis(redisUrl: string, name: string): Redis {
  const redis = new Redis({
    ...redisOptions(redisUrl),
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
    commandTimeout: 1000,
    retryStrategy: (times) => Math.min(50 * times, 1000),
  });
  let down = false;
  redis.on("error", (error) => {
    if (!down) log.warn({ redis: name, error: error.message }, "redis is not reachable");
    down = true;
  });
  redis.on("ready", () => {
    if (down) log.info({ redis: name }, "redis is back");
    down = false;
  });
  return redis;
}

/** A client for subscriptions: no command timeout, it waits for messages, and it subscribes again by itself. */
export function createSubscriber(redisUrl: string, name: string): Redis {
  const redis = new Redis({
    ...redisOptions(redisUrl),
    connectionName: name,
    maxRetriesPerRequest: null,
    connectTimeout: 1000,
    retryStrategy: (times) => Math.min(50 * times, 1000),
  });
  redis.on("error", () => undefined); // the command client of the same process reports it
  return redis;
}
