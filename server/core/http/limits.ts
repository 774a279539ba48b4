import type { Request } from "express";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { tooMany } from "../errors.ts";

/** `points` times per `seconds` and key, counted in Redis for all processes; in this process alone while Redis is away. */
export interface Limit {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

const limiters = new Map<string, RateLimiterRedis>();
let client: Redis | undefined;

export function useLimits(redis: Redis): void {
  client = redis;
  limiters.clear();
}

function limiter({ name, points, seconds }: Limit): RateLimiterRedis {
  let found = limiters.get(name);
  if (!found) {
    if (!client) throw new Error("useLimits() was not called");
    found = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: `limit:${name}`,
      points,
      duration: seconds,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    });
    limiters.set(name, found);
  }
  return found;
}

/** Counts one attempt. @throws AppError 429 when there were too many. */
export async function countAttempt(limit: Limit, key: string): Promise<void> {
  if (!(await mayAttempt(limit, key))) throw tooMany();
}

/** Counts one attempt and says whether it is still within the limit. */
export async function mayAttempt(limit: Limit, key: string): Promise<boolean> {
  try {
    await limiter(limit).consume(key);
    return true;
  } catch (error) {
    if (error instanceof Error) throw error;
    return false;
  }
}

/** Whether one more attempt would be within the limit; counts nothing. For limits that count failures only. */
export async function withinLimit(limit: Limit, key: string): Promise<boolean> {
  const used = await limiter(limit)
    .get(key)
    .catch(() => null);
  return (used?.consumedPoints ?? 0) < limit.points;
}

/** The client's address; behind a proxy only what a trusted one says (express's `trust proxy`). */
export const clientAddress = (req: Request): string => req.ip ?? "";
