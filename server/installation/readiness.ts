import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { createConnection } from "mysql2/promise";
import { databaseOptions, redisOptions } from "../core/connections.ts";

/**
 * Asks until the answer is yes.
 * @throws Error with the last reason when `seconds` have passed.
 */
export async function waitUntil(ask: () => Promise<void>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Resolves when the database answers a query. */
export async function askDatabase(databaseUrl: string): Promise<void> {
  const connection = await createConnection({ ...databaseOptions(databaseUrl), connectTimeout: 2000 });
  try {
    await connection.query("SELECT 1");
  } finally {
    connection.destroy();
  }
}

/** Resolves when Redis answers; a Redis that is still loading its file does not. */
export async function askRedis(redisUrl: string): Promise<void> {
  const redis = new Redis({
    ...redisOptions(redisUrl),
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 2000,
  });
  // Without a listener ioredis prints every refused connection; connect() rejects with the same error.
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
