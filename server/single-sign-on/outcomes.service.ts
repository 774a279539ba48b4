import { seal, unseal } from "../core/sealing.ts";
import type { Arrival, Problem } from "./provider.ts";

/**
 * What became of an answer that another site's page posted to us. The browser brings such a post without our cookies, so what was found is
 * handed on, sealed, to the page behind it, where the cookie shows whether this browser had asked.
 */
export interface Outcome {
  readonly providerId: number;
  /** The request of ours that it answers, or says that it answers where it could not be verified. */
  readonly requestId: string;
  /** Null when nobody is vouched for. */
  readonly arrival: Arrival | null;
  readonly problem: Problem | null;
}

const purpose = "single sign-on outcome";
const lifeMs = 60_000;

export const sealOutcome = (outcome: Outcome): string =>
  seal(purpose, JSON.stringify({ ...outcome, until: Date.now() + lifeMs }));

/** Null for anything that we did not seal within the last minute. */
export function openOutcome(sealed: unknown): Outcome | null {
  const text = typeof sealed === "string" ? unseal(purpose, sealed) : null;
  if (text === null) return null;
  const { until, ...outcome } = JSON.parse(text) as Outcome & { until: number };
  return until > Date.now() ? outcome : null;
}
