import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import type { Redis } from "ioredis";
import type { Knex } from "knex";
import { createApp } from "../app.ts";
import { capabilities } from "../capabilities.ts";
import type { Actor, AgentActor, ContactActor } from "../core/actor.ts";
import { type Context, createContext } from "../core/context.ts";
import { rolePermissions, type RoleName } from "../accounts/index.ts";
import { createDb, onEventsCommitted } from "../core/db.ts";
import { createHealth, type Health } from "../core/http/health.ts";
import { endEventStreams } from "../core/http/event-stream.ts";
import { deliverEvents } from "../core/listeners.ts";
import { broadcast, connectLive } from "../core/live.ts";
import { createRedis, createSubscriber } from "../core/redis.ts";
import { loadViews } from "../core/views.ts";
import { useMail } from "../mail/index.ts";

export { type Answer, Browser } from "./browser.ts";

const env = (name: string) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run through npm test`);
  return value;
};

let shared: Knex | undefined;
/** The tests' database, one pool for the whole run. */
export const testDb = (): Knex => (shared ??= createDb(env("DATABASE_URL")));
let sharedRedis: Redis | undefined;
export const testRedis = (): Redis => (sharedRedis ??= createRedis(env("REDIS_URL"), "test"));
export async function closeShared(): Promise<void> {
  await shared?.destroy();
  sharedRedis?.disconnect();
}

/** What a process does once at its start: queued mails need the views and an address for their links. */
let prepared = false;
export function prepare(): void {
  if (prepared) return;
  prepared = true;
  loadViews({ checkModels: true });
  useMail({ baseUrl: "https://support.example.com", smtpUrl: undefined });
}

/**
 * For service and repository tests: `tx()` is a transaction that is rolled back after each test. Call it in a describe block.
 */
export function rolledBack(): () => Knex.Transaction {
  let trx: Knex.Transaction | undefined;
  before(prepare);
  beforeEach(async () => {
    trx = await testDb().transaction();
  });
  afterEach(async () => {
    await trx?.rollback();
    trx = undefined;
  });
  return () => {
    if (!trx) throw new Error("only inside a test");
    return trx;
  };
}

export const asContact = (
  contact: { id: number; loginId: number; name: string; email: string; accountId?: number | null },
  seesAccount = false,
): ContactActor => ({
  kind: "contact",
  id: contact.id,
  loginId: contact.loginId,
  name: contact.name,
  email: contact.email,
  accountId: contact.accountId ?? null,
  seesAccount,
});
export const asAgent = (
  agent: { id: number; loginId: number; name: string; email: string },
  role: RoleName = "agent",
  administrator = false,
): AgentActor => ({
  kind: "agent",
  ...agent,
  administrator,
  may: rolePermissions[role],
});
export const contextFor = (db: Knex, portalId: number, actor: Actor, now = new Date()): Context =>
  createContext({ db, portalId, actor, now });

/** Runs every listener of the product until the outbox is empty: what the worker does. */
export async function deliverAll(db: Knex = testDb()): Promise<void> {
  prepare();
  const listeners = capabilities.flatMap((capability) => capability.listeners ?? []);
  while ((await deliverEvents(db, listeners)) > 0);
}

export interface TestApp {
  readonly url: string;
  readonly db: Knex;
  close(): Promise<void>;
}

/** The real app on a free port (at `localhost` where a test needs a host name), against the tests' servers. What it writes stays until the run ends: use factories with unique names. */
export async function startApp(
  options: { tls?: boolean; smtpUrl?: string; host?: "127.0.0.1" | "localhost" } = {},
): Promise<TestApp> {
  prepare();
  const db = testDb();
  const redis = testRedis();
  const subscriber = createSubscriber(env("REDIS_URL"), "test-live");
  await connectLive(redis, subscriber);
  onEventsCommitted(() => broadcast("outbox", {}));
  const health: Health = createHealth(db, redis, () => ({
    holds: true,
    role: "primary",
    node: "a",
    epoch: 1,
    since: new Date().toISOString(),
    reason: "a test",
  }));
  const server: Server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://${options.host ?? "127.0.0.1"}:${(server.address() as AddressInfo).port}`;
  const app = createApp({
    db,
    redis,
    secret: env("HOLDFAST_SECRET"),
    baseUrl: url,
    smtpUrl: options.smtpUrl,
    health,
    tls: options.tls ?? false,
    trustedProxies: [],
    checkModels: true,
  });
  server.on("request", app);
  return {
    url,
    db,
    close: async () => {
      endEventStreams();
      health.stop();
      subscriber.disconnect();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
