import { Router } from "express";
import type { Redis } from "ioredis";
import type { Knex } from "knex";
import { databaseDescription } from "../db.ts";
import { pendingMigrations } from "../migrations.ts";

type Check = { readonly ok: boolean; readonly detail: string };

/** Whether this node acts for the whole installation: what /health/role says. */
export interface RoleReport {
  /** True only while it is certain. */
  readonly holds: boolean;
  readonly role: string;
  readonly node: string;
  readonly epoch: number;
  /** ISO time of the last change. */
  readonly since: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Health {
  readonly router: Router;
  /** From now on /health/ready answers 503, so that a load balancer sends nobody here any more. */
  drain(): void;
  stop(): void;
}

const everyMs = 1000;
const patienceMs = 2000;
const migrationsEveryMs = 10_000;

/**
 * Answers from what the last look found: a health request never waits for a database.
 * @param role asked at each request; must not wait.
 */
export function createHealth(db: Knex, redis: Redis, role: () => RoleReport): Health {
  let draining = false;
  let migrationsAt = 0;
  const checks: Record<"database" | "sessions" | "migrations", Check> = {
    database: { ok: false, detail: "not looked at yet" },
    sessions: { ok: false, detail: "not looked at yet" },
    migrations: { ok: false, detail: "not looked at yet" },
  };

  const look = async () => {
    checks.database = await attempt(() => db.raw("SELECT 1"), "answers");
    if (checks.database.ok) checks.database = { ok: true, detail: databaseDescription(db) };
    const hot = await attempt(() => redis.ping(), "in Redis");
    // Without Redis sessions are read from their rows: slower, but nobody is signed out.
    checks.sessions = hot.ok
      ? hot
      : { ok: checks.database.ok, detail: `Redis: ${hot.detail}; sessions are served from the database` };
    if (checks.database.ok && (Date.now() - migrationsAt > migrationsEveryMs || !checks.migrations.ok)) {
      migrationsAt = Date.now();
      checks.migrations = await attempt(async () => {
        const pending = await pendingMigrations(db);
        if (pending.length > 0) throw new Error(`${pending.length} pending, the first is ${pending[0]}`);
      }, "up to date");
    }
  };
  let timer: NodeJS.Timeout;
  const loop = async () => {
    await look();
    timer = setTimeout(() => void loop(), everyMs).unref();
  };
  const firstLook = loop();

  const router = Router();
  router.get("/health/live", (_req, res) => void res.json({ status: "ok" }));
  router.get("/health/ready", async (_req, res) => {
    await firstLook;
    const ok = !draining && Object.values(checks).every((check) => check.ok);
    res.status(ok ? 200 : 503).json({
      status: draining ? "draining" : ok ? "ok" : "unavailable",
      checks: Object.fromEntries(
        Object.entries(checks).map(([name, check]) => [
          name,
          { status: check.ok ? "ok" : "failed", detail: check.detail },
        ]),
      ),
    });
  });
  router.get("/health/role", (_req, res) => {
    const { holds, ...report } = role();
    res.status(holds ? 200 : 503).json(report);
  });
  return {
    router,
    drain: () => (draining = true),
    stop: () => clearTimeout(timer),
  };
}

async function attempt(work: () => Promise<unknown>, detail: string): Promise<Check> {
  try {
    await Promise.race([work(), tooLate()]);
    return { ok: true, detail };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message || error.name : String(error) };
  }
}

// A server that hangs answers neither yes nor no; after this long that is a no.
const tooLate = () =>
  new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs).unref(),
  );
