import { createHash } from "node:crypto";
import { RedisStore } from "connect-redis";
import type { Request, RequestHandler, Response } from "express";
import session, { type SessionData, Store } from "express-session";
import type { Redis } from "ioredis";
import type { Knex } from "knex";
import { broadcast, onBroadcast, onMissedMessages } from "../live.ts";
import { sessionEnd } from "../session.settings.ts";
import { type CookieStyle, cookieName } from "./csrf.ts";
import { readSession } from "./session-reader.ts";
import "./request.ts";

/** A session found in Redis is looked up in the database again after this long: what was revoked while Redis was away stays revoked. */
const verifyMs = 30_000;
const touchMs = 60_000;
const prefix = "session:";

const revoked = "sessions:revoked";

const forgetful: (() => void)[] = [];

/**
 * Tells every process that rows of sessions were deleted, or changed without their hot copies: they look at the row before they trust a
 * copy again. This process does so at once, the others when the message arrives.
 */
export function sessionsRevoked(): void {
  for (const forget of forgetful) forget();
  broadcast(revoked, {});
}

export const sessionHash = (sid: string) => createHash("sha256").update(sid).digest("hex");

type Done<T> = (error: unknown, value?: T) => void;

/**
 * A session is a row in the database, which survives anything that was acknowledged, with a hot copy in Redis (connect-redis) that
 * answers nearly every request. Without Redis the row answers alone. Signing in and out writes the row first.
 */
export class DurableSessions extends Store {
  readonly #db: Knex;
  readonly #hot: RedisStore;
  /** When this process last saw the row or refreshed the copy, by session id; bounded. */
  readonly #verified = new Map<string, number>();
  readonly #touched = new Map<string, number>();

  constructor(db: Knex, redis: Redis) {
    super();
    this.#db = db;
    const ttl = (data: SessionData) =>
      Math.max(1, Math.ceil((sessionEnd(data, Date.now()) - Date.now()) / 1000));
    this.#hot = new RedisStore({ client: redis, prefix, ttl });
    const forget = () => this.#verified.clear();
    forgetful.push(forget);
    onBroadcast(revoked, forget);
    onMissedMessages(forget);
  }

  override get(sid: string, done: Done<SessionData | null>): void {
    this.#get(sid).then((found) => done(null, found), done);
  }

  override set(sid: string, data: SessionData, done: Done<void> = () => undefined): void {
    this.#set(sid, data).then(() => done(null), done);
  }

  override destroy(sid: string, done: Done<void> = () => undefined): void {
    this.#destroy(sid).then(() => done(null), done);
  }

  override touch(sid: string, data: SessionData, done: () => void = () => undefined): void {
    if (Date.now() - (this.#touched.get(sid) ?? 0) < touchMs) {
      done();
      return;
    }
    remember(this.#touched, sid);
    const expires = this.#db("sessions")
      .where({ id_hash: sessionHash(sid) })
      .update(usedNow(data));
    // done(x) means that x went wrong, so it must not get the results.
    void Promise.allSettled([expires, this.#hot.touch(sid, data)]).then(() => done());
  }

  async #get(sid: string): Promise<SessionData | null> {
    const hot = await (this.#hot.get(sid) as Promise<SessionData | undefined>).catch(() => undefined);
    const now = Date.now();
    if (hot && now - (this.#verified.get(sid) ?? 0) < verifyMs)
      return sessionEnd(hot, now) > now ? hot : null;
    const row = (await this.#db("sessions")
      .where({ id_hash: sessionHash(sid) })
      .where("expires_at", ">", new Date(now))
      .first("data", { usedAt: "last_active_at" })) as { data: string; usedAt: Date | null } | undefined;
    const data = row && (JSON.parse(row.data) as SessionData);
    if (!row || !data || sessionEnd(data, row.usedAt?.getTime() ?? now) <= now) {
      if (hot) await this.#hot.destroy(sid).catch(() => undefined);
      return null;
    }
    remember(this.#verified, sid);
    // The copy of a Redis that missed a change (refused it, or was promoted without it) gives way to the row.
    if (hot && JSON.stringify(hot) === row.data) return hot;
    await this.#hot.set(sid, data).catch(() => undefined);
    return data;
  }

  async #set(sid: string, data: SessionData): Promise<void> {
    const row = {
      login_id: data.loginId,
      data: JSON.stringify(data),
      ...usedNow(data),
    };
    await this.#db("sessions")
      .insert({ id_hash: sessionHash(sid), ...row, created_at: new Date() })
      .onConflict("id_hash")
      .merge(row);
    remember(this.#verified, sid);
    await this.#hot.set(sid, data).catch(sessionsRevoked);
  }

  async #destroy(sid: string): Promise<void> {
    this.#verified.delete(sid);
    await this.#db("sessions")
      .where({ id_hash: sessionHash(sid) })
      .delete();
    await this.#hot.destroy(sid).catch(sessionsRevoked);
  }
}

function usedNow(data: SessionData): { expires_at: Date; last_active_at: Date } {
  const now = Date.now();
  return { expires_at: new Date(sessionEnd(data, now)), last_active_at: new Date(now) };
}

function remember(map: Map<string, number>, sid: string): void {
  if (map.size > 50_000) map.clear();
  map.set(sid, Date.now());
}

let writable: RequestHandler | undefined;

/**
 * Gives a GET a session that can be written. Signing in is POST, except where an identity provider sends somebody back by a redirect.
 */
export function openSession(req: Request, res: Response): Promise<void> {
  // express-session leaves a request alone that has a session; what is there was made for reading.
  Reflect.deleteProperty(req, "session");
  return new Promise((resolve, reject) => {
    if (!writable) throw new Error("sessions() was not called");
    void writable(req, res, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** Sessions exist for signed-in people only: a guest's visit writes nothing. */
export function sessions(store: Store, secret: string, style: CookieStyle): RequestHandler {
  const name = cookieName("holdfast.session", style);
  const key = createHash("sha256").update(`session ${secret}`).digest("hex");
  const read = readSession(store, key, name);
  const write = session({
    name,
    secret: key,
    store,
    resave: false,
    saveUninitialized: false,
    // Without an age the browser forgets it when it is closed; *Keep me signed in* gives it one (sign-in/session.routes.ts).
    cookie: { httpOnly: true, sameSite: "lax", secure: style.secure, path: "/" },
  });
  writable = write;
  return (req, res, next) =>
    void (req.method === "GET" || req.method === "HEAD" ? read : write)(req, res, next);
}
