import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { createConnection, type RowDataPacket } from "mysql2/promise";
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

/** Resolves when the database answers a query; a node of a group that has not joined it yet does not. */
export async function askDatabase(databaseUrl: string): Promise<void> {
  const connection = await createConnection({ ...databaseOptions(databaseUrl), connectTimeout: 2000 });
  try {
    // Before it has joined, Galera answers only what concerns no table.
    const [rows] = await connection.query<RowDataPacket[]>(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_provider_name')",
    );
    const status = new Map(rows.map((row) => [row.Variable_name as string, row.Value as string]));
    if (status.get("wsrep_provider_name") && status.get("wsrep_ready") !== "ON")
      throw new Error("it is not part of its group yet");
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
