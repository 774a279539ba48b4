import { setTimeout as sleep } from "node:timers/promises";
import type { SessionData } from "express-session";
import type { Redis } from "ioredis";
import { mayAttempt, useLimits } from "../core/http/limits.ts";
import { DurableSessions } from "../core/http/session.ts";
import { aLogin } from "./factories.ts";
import { testDb, testRedis } from "./harness.ts";

/** What it was like for people who kept asking for pages. */
export interface Readings {
  requests: number;
  failures: string[];
  /** Milliseconds. */
  slowest: number;
}

const people = 20;
const limit = { name: "session-readers", points: 1e6, seconds: 60 };

/** Twenty people who read their sessions and count attempts, as each request does, every 20 ms until the returned function is called. */
export async function readSessions(redis: Redis): Promise<() => Promise<Readings>> {
  const store = new DurableSessions(testDb(), redis);
  useLimits(redis);
  const { id } = await aLogin(testDb());
  const data = {
    cookie: { originalMaxAge: 1000 },
    loginId: id,
    signedInAt: Date.now(),
  } as unknown as SessionData;
  const readings: Readings = { requests: 0, failures: [], slowest: 0 };
  let asking = true;
  const request = async (sid: string) => {
    const session = await new Promise<SessionData | null | undefined>((resolve, reject) =>
      store.get(sid, (error, found) => (error ? reject(error as Error) : resolve(found))),
    );
    if (session?.loginId !== id) throw new Error("signed out");
    if (!(await mayAttempt(limit, sid))) throw new Error("refused");
  };
  const person = async (n: number) => {
    const sid = `person ${n} ${id}`;
    await new Promise((done) => store.set(sid, data, done));
    for (; asking; await sleep(20)) {
      const started = performance.now();
      await request(sid).catch((error: unknown) => readings.failures.push(String(error)));
      readings.requests += 1;
      readings.slowest = Math.max(readings.slowest, performance.now() - started);
    }
  };
  const all = Promise.all(Array.from({ length: people }, (_, n) => person(n)));
  await sleep(500);
  return async () => {
    asking = false;
    await all;
    useLimits(testRedis());
    return readings;
  };
}
