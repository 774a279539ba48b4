import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { AppError } from "../errors.ts";

/** How cookies are named and marked. Over TLS the __Host- prefix binds them to this very host. */
export interface CookieStyle {
  readonly secure: boolean;
}
export const cookieName = (name: string, { secure }: CookieStyle) => (secure ? `__Host-${name}` : name);

/**
 * Reads the one cookie `name`. (express-session reads its own; no other cookie needs a parser.)
 */
export function readCookie(req: Request, name: string): string | undefined {
  for (const part of (req.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (part.slice(0, at).trim() === name) return decodeURIComponent(part.slice(at + 1).trim());
  }
  return undefined;
}

const browserPattern = /^[A-Za-z0-9_-]{22}$/;
let key: Buffer = randomBytes(32);

/**
 * Names the browser by a random cookie. The token in each form is an HMAC of that name (OWASP: signed double-submit), so it needs no
 * storage and stays good across sign-in, sign-out and failover: a form typed in a session that ran out still arrives.
 */
export function nameBrowser(secret: string, style: CookieStyle): RequestHandler {
  key = createHmac("sha256", secret).update("csrf").digest();
  tokens.clear();
  const name = cookieName("holdfast.browser", style);
  return (req, res, next) => {
    const given = readCookie(req, name);
    if (given && browserPattern.test(given)) req.browser = given;
    else {
      req.browser = "";
      if (req.method === "GET") {
        req.browser = randomBytes(16).toString("base64url");
        res.cookie(name, req.browser, {
          httpOnly: true,
          sameSite: "lax",
          secure: style.secure,
          path: "/",
          maxAge: 365 * 86_400_000,
        });
      }
    }
    next();
  };
}

const tokens = new Map<string, string>();
const keptTokens = 10_000;

/** The token of this request's browser; worked out once, for every page has it. */
export function csrfToken({ browser }: Pick<Request, "browser">): string {
  let token = tokens.get(browser);
  if (token === undefined) {
    if (tokens.size >= keptTokens) tokens.clear();
    tokens.set(browser, (token = createHmac("sha256", key).update(browser).digest("base64url")));
  }
  return token;
}

/** @throws AppError 403 `cookies_needed` or `csrf` unless the request carries this browser's token. */
export function assertCsrf(req: Request, given: unknown): void {
  if (req.headers["sec-fetch-site"] === "cross-site")
    throw new AppError(403, "csrf", "a form of another site");
  if (req.browser === "") throw new AppError(403, "cookies_needed", "the browser sent no cookie");
  const expected = Buffer.from(csrfToken(req));
  const actual = Buffer.from(typeof given === "string" ? given : "");
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new AppError(403, "csrf", "wrong token");
}

/** A sentence for the next page: kept in the browser for one redirect, so that guests have it too. */
export function setFlash(req: Request, res: Response, kind: "notice" | "alert", text: string): void {
  res.cookie("holdfast.flash", JSON.stringify({ kind, text }), {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: 60_000,
  });
}

export function takeFlash(req: Request, res: Response): { kind: "notice" | "alert"; text: string } | null {
  const value = readCookie(req, "holdfast.flash");
  if (!value) return null;
  res.clearCookie("holdfast.flash", { path: "/" });
  try {
    const { kind, text } = JSON.parse(value) as { kind: unknown; text: unknown };
    return typeof text === "string"
      ? { kind: kind === "alert" ? "alert" : "notice", text: text.slice(0, 500) }
      : null;
  } catch {
    return null;
  }
}
