import { createHmac, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { SessionData, Store } from "express-session";
import { readCookie } from "./csrf.ts";
import "./request.ts";

const keptCookies = 10_000;

/**
 * Reads express-session's cookie: "s:" id "." signature.
 * @returns the id, or null for a cookie that is not ours. Remembered by the whole cookie, so that a signature is worked out once.
 */
export function sessionCookies(secret: string): (cookie: string | undefined) => string | null {
  const known = new Map<string, string | null>();
  const verify = (cookie: string): string | null => {
    const dot = cookie.lastIndexOf(".");
    if (!cookie.startsWith("s:") || dot < 3) return null;
    const id = cookie.slice(2, dot);
    const expected = Buffer.from(createHmac("sha256", secret).update(id).digest("base64").replace(/=+$/, ""));
    const given = Buffer.from(cookie.slice(dot + 1));
    return expected.length === given.length && timingSafeEqual(expected, given) ? id : null;
  };
  return (cookie) => {
    if (!cookie || cookie.length > 300) return null;
    let id = known.get(cookie);
    if (id === undefined) {
      if (known.size >= keptCookies) known.clear();
      known.set(cookie, (id = verify(cookie)));
    }
    return id;
  };
}

/**
 * For requests that only look (GET): the session's data from the store, without what express-session does to notice changes and to send
 * cookies (measured: a sixth of a list page). `req.session` can be read and nothing else; signing in and out is POST.
 */
export function readSession(store: Store, secret: string, name: string): RequestHandler {
  const idOf = sessionCookies(secret);
  return (req, _res, next) => {
    const id = idOf(readCookie(req, name));
    if (id === null) {
      look(req, "", {});
      next();
      return;
    }
    store.get(id, (error: unknown, data) => {
      if (error) {
        next(error);
        return;
      }
      look(req, data ? id : "", data ?? {});
      if (data) store.touch?.(id, data, () => undefined);
      next();
    });
  };
}

function look(req: Request, id: string, data: Partial<SessionData>): void {
  req.sessionID = id;
  req.session = data as Request["session"];
}
