import type { Request, Response } from "express";
import { readCookie } from "../core/http/csrf.ts";
import { seal, unseal } from "../core/sealing.ts";
import type { ProtocolAttempt } from "./protocols.service.ts";

/** A sign-in under way: what only this browser may bring back, and where the person was headed. */
export interface Attempt {
  readonly providerId: number;
  readonly protocol: ProtocolAttempt;
  readonly next: string | null;
}

const cookie = "holdfast.single-sign-on";
const purpose = "single sign-on";
export const attemptMs = 10 * 60_000;

// A sealed cookie, as for a pending second step: nothing is written for somebody who only comes and goes, and a failover loses nothing.
export function keepAttempt(req: Request, res: Response, attempt: Attempt): void {
  const until = Date.now() + attemptMs;
  res.cookie(cookie, seal(purpose, JSON.stringify({ ...attempt, browser: req.browser, until })), {
    httpOnly: true,
    // The provider's answer is a navigation from another site: "strict" would hold the cookie back.
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: attemptMs,
  });
}

/** The attempt of this browser; null without one, or when it took too long. */
export function attemptOf(req: Request): Attempt | null {
  const text = unseal(purpose, readCookie(req, cookie) ?? "");
  if (text === null) return null;
  const { browser, until, ...attempt } = JSON.parse(text) as Attempt & { browser: string; until: number };
  return browser === req.browser && browser !== "" && until > Date.now() ? attempt : null;
}

export function endAttempt(res: Response): void {
  res.clearCookie(cookie, { path: "/" });
}
