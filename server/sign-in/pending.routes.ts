import type { Request, Response } from "express";
import type { AuditReason } from "../audit/index.ts";
import { readCookie } from "../core/http/csrf.ts";
import { seal, unseal } from "../core/sealing.ts";

/** Somebody whose password (or code) was right, on the way to a session. */
export interface PendingSignIn {
  readonly loginId: number;
  readonly email: string;
  /** Where to, once signed in. */
  readonly to: string;
  /** What the person came with at first. */
  readonly first: "password" | "code" | "single-sign-on" | "passkey";
  /** *Keep me signed in* was ticked. */
  readonly keep?: boolean;
  /** How they came in, for the trail. */
  readonly how: AuditReason;
  /** How far they are. */
  readonly passed: "first-step" | "second-step" | "everything";
}

const cookie = "holdfast.pending";
const purpose = "pending sign-in";
const lifeMs = 10 * 60_000;

// In a sealed cookie, not in a row or in Redis: it survives a failover between the two steps, and there is nothing to clean up.
export function keepPending(req: Request, res: Response, pending: PendingSignIn): void {
  const until = Date.now() + lifeMs;
  res.cookie(cookie, seal(purpose, JSON.stringify({ ...pending, browser: req.browser, until })), {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: lifeMs,
  });
}

/** Who is on the way in this browser; null when nobody is, or it took too long. */
export function pendingSignIn(req: Request): PendingSignIn | null {
  const text = unseal(purpose, readCookie(req, cookie) ?? "");
  if (text === null) return null;
  const { browser, until, ...pending } = JSON.parse(text) as PendingSignIn & {
    browser: string;
    until: number;
  };
  return browser === req.browser && until > Date.now() ? pending : null;
}

export function endPending(res: Response): void {
  res.clearCookie(cookie, { path: "/" });
}
