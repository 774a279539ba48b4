import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { type CheerioAPI, load } from "cheerio";
import type { Redis } from "ioredis";
import type { Knex } from "knex";
import { createApp } from "../app.ts";
import { capabilities } from "../capabilities.ts";
import {
  type Actor,
  type AgentActor,
  type ContactActor,
  type Context,
  createContext,
} from "../core/context.ts";
import { rolePermissions, type RoleName } from "../accounts/index.ts";
import { createDb, onEventsCommitted } from "../core/db.ts";
import { createHealth, type Health } from "../core/http/health.ts";
import { endEventStreams } from "../core/http/event-stream.ts";
import { deliverEvents } from "../core/listeners.ts";
import { broadcast, connectLive } from "../core/live.ts";
import { createRedis, createSubscriber } from "../core/redis.ts";
import { loadViews } from "../core/views.ts";
import { useMail } from "../mail/index.ts";
import { password } from "./factories.ts";

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

/** The real app on a free port, against the tests' servers. What it writes stays until the run ends: use factories with unique names. */
export async function startApp(options: { tls?: boolean; smtpUrl?: string } = {}): Promise<TestApp> {
  prepare();
  const db = testDb();
  const redis = testRedis();
  const subscriber = createSubscriber(env("REDIS_URL"), "test-live");
  await connectLive(redis, subscriber);
  onEventsCommitted(() => broadcast("outbox", {}));
  const health: Health = createHealth(db, redis, "a");
  const server: Server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly $: CheerioAPI;
}

/** A browser without JavaScript: keeps cookies, does not follow redirects by itself. */
export class Browser {
  readonly url: string;
  readonly #cookies = new Map<string, string>();
  #token: string | undefined;

  constructor(url: string) {
    this.url = url;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      location: response.headers.get("location"),
      headers: response.headers,
      text,
      $: load(text),
    };
  }

  /** A cookie as this browser holds it; empty without. */
  cookie = (name: string): string => this.#cookies.get(name) ?? "";

  get = (path: string, headers: Record<string, string> = {}) => this.send(path, { headers });

  /** Opens a stream, reads nothing of it and closes it again. */
  async peek(path: string): Promise<Answer> {
    const stop = new AbortController();
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const response = await fetch(new URL(path, this.url), {
      headers,
      redirect: "manual",
      signal: stop.signal,
    });
    const streams = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const text = streams ? "" : await response.text();
    if (streams) stop.abort();
    return {
      status: response.status,
      location: response.headers.get("location"),
      headers: response.headers,
      text,
      $: load(text),
    };
  }

  /** Follows redirects by GET until a page answers. */
  async visit(path: string): Promise<Answer> {
    let answer = await this.get(path);
    for (let hops = 0; answer.location && hops < 10; hops++) answer = await this.get(answer.location);
    return answer;
  }

  /** The CSRF token of this browser, from any page. */
  async token(from = "/login"): Promise<string> {
    // It hangs on the browser's cookie alone, so it is asked for once; a signed-in person's /login leads elsewhere.
    return (this.#token ??= (await this.visit(from)).$("meta[name=csrf-token]").attr("content") ?? "");
  }

  /** Posts a form as a browser does, with the token of this browser. */
  async post(
    path: string,
    fields: Record<string, string | string[]> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: await this.token() });
    for (const [name, value] of Object.entries(fields))
      for (const each of [value].flat()) body.append(name, each);
    return this.send(path, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  }

  /** Posts a multipart form: fields first, then files, as our pages order them. */
  async postFiles(
    path: string,
    fields: Record<string, string>,
    files: { field: string; name: string; data: Uint8Array | string }[],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new FormData();
    body.append("_csrf", await this.token());
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const { field, name, data } of files) body.append(field, new Blob([data as BlobPart]), name);
    return this.send(path, { method: "POST", body, headers });
  }

  /** Signs in through the page; the factories' password unless given. */
  signIn(email: string, base = "", secret = password): Promise<Answer> {
    return this.post(`${base}/login`, { email, password: secret });
  }
}
