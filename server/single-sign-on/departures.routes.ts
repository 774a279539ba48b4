import type { Request, Response } from "express";
import { readCookie } from "../core/http/csrf.ts";
import { seal, unseal } from "../core/sealing.ts";
import type { Departure } from "./provider.ts";
import { enabledProviders } from "./providers.repository.ts";

/** How the session of this browser began at a provider that wants to hear of its end. */
export interface CameBy extends Departure {
  readonly providerId: number;
  readonly loginId: number;
}

const cookie = "holdfast.came-by";
const purpose = "single sign-on departure";
const lifeMs = 7 * 86_400_000;

/** Beside the session, not in it: the session is over when it is needed. */
export function keepCameBy(req: Request, res: Response, cameBy: CameBy): void {
  res.cookie(cookie, seal(purpose, JSON.stringify(cameBy)), {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: lifeMs,
  });
}

export function cameByOf(req: Request): CameBy | null {
  const text = unseal(purpose, readCookie(req, cookie) ?? "");
  return text === null ? null : (JSON.parse(text) as CameBy);
}

export function endCameBy(res: Response): void {
  res.clearCookie(cookie, { path: "/" });
}

/** The page behind signing out that leads on to the provider's own; null where this session has none. */
export async function leave(req: Request): Promise<string | null> {
  const cameBy = cameByOf(req);
  if (!cameBy || cameBy.loginId !== req.session.loginId) return null;
  const provider = (await enabledProviders()).find(({ id }) => id === cameBy.providerId);
  if (provider?.kind !== "saml" || provider.config.sloUrl === "") return null;
  return `${req.area.base}/login/single-sign-on/${provider.id}/departure`;
}
