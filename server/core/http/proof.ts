import type { Request, Response } from "express";
import { AppError, type FieldErrors, InvalidInput, signInNeeded } from "../errors.ts";
import { seal, unseal } from "../sealing.ts";
import type { Values } from "./multipart.ts";
import "./request.ts";

/** How somebody signed in shows once more that it is them; sign-in/ knows, and says so at start. */
export interface Prover {
  /** The last proof of this session is recent enough. */
  isRecent(req: Request): boolean;
  /** Looks at the proof that a form carries, and notes in the session that there was one. @throws InvalidInput */
  check(req: Request, values: Values): Promise<void>;
  /** Answers with the page that asks for it; its form posts `held` back to `action`. */
  ask(
    req: Request,
    res: Response,
    form: { action: string; held: string; errors: FieldErrors },
  ): Promise<void>;
}
let prover: Prover | undefined;

/** Called once by each process. */
export function useProver(given: Prover): void {
  prover = given;
}

function proverNow(): Prover {
  if (!prover) throw new Error("useProver() was not called");
  return prover;
}

/**
 * For a page that must not be shown to whoever finds a browser left open: call it first.
 * @throws AppError 401 when the last proof is too old; the error handler leads to the page that asks, and back.
 */
export function assertRecentProof(req: Request): void {
  if (!proverNow().isRecent(req)) throw signInNeeded();
}

/**
 * For a form that says `proof`: lets it through when the last proof is recent. Otherwise answers with a page that asks for one and carries
 * what was posted, sealed, so that nothing typed is lost and no secret stands in the page; its form comes to the same address.
 * @returns what was posted, or null when the page was sent instead.
 */
export async function proven(req: Request, res: Response, values: Values): Promise<Values | null> {
  const { _held: held, ...rest } = values;
  if (typeof held !== "string") {
    if (proverNow().isRecent(req)) return values;
    await ask(req, res, seal(purposeOf(req), JSON.stringify(rest)), {});
    return null;
  }
  const text = unseal(purposeOf(req), held);
  if (text === null) throw new AppError(403, "csrf", "held for somebody else or another form");
  try {
    await proverNow().check(req, rest);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    await ask(req, res, held, error.fields);
    return null;
  }
  return JSON.parse(text) as Values;
}

async function ask(req: Request, res: Response, held: string, errors: FieldErrors): Promise<void> {
  res.status(Object.keys(errors).length > 0 ? 422 : 403);
  await proverNow().ask(req, res, { action: req.originalUrl, held, errors });
}

// What one person posted to one form in one browser is nothing anywhere else.
const purposeOf = (req: Request) => `held form ${req.originalUrl} ${req.session.loginId ?? 0} ${req.browser}`;
