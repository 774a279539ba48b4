// Invariant: between two right passwords at most `mostFailures` attempts are looked at in `windowMs`, then none that could succeed for `lockMs`. An attempt
// counts before its password is looked at, so that many at once are no more than many in a row. During the lock a few more are looked at,
// only to tell the owner that the account is locked; without that bound the answer would confirm a guess.

const mostWhileLocked = 5;

export interface LockRule {
  readonly mostFailures: number;
  readonly lockMs: number;
  /** Counted from the first of the failures; when it is over, counting begins anew. */
  readonly windowMs: number;
}

export interface Attempts {
  readonly failed: number;
  readonly lockedUntil: Date | null;
  /** When the first of them came; null without any. */
  readonly failingSince: Date | null;
}

export const noAttempts: Attempts = { failed: 0, lockedUntil: null, failingSince: null };

/** try: the right password signs in. locked: the right password is told of the lock. silent: the password does not matter. */
export type Verdict = "try" | "locked" | "silent";

/** Counts one more attempt as if it failed; signing in sets everything back. */
export function countAttempt(
  { failed, lockedUntil, failingSince }: Attempts,
  { mostFailures, lockMs, windowMs }: LockRule,
  now: Date,
): { after: Attempts; verdict: Verdict } {
  if (lockedUntil && lockedUntil > now)
    return {
      after: { failed: failed + 1, lockedUntil, failingSince },
      verdict: failed + 1 > mostFailures + mostWhileLocked ? "silent" : "locked",
    };
  const past = failingSince !== null && now.getTime() - failingSince.getTime() > windowMs;
  const anew = lockedUntil !== null || past;
  const count = anew ? 1 : failed + 1;
  return {
    after: {
      failed: count,
      lockedUntil: count >= mostFailures ? new Date(now.getTime() + lockMs) : null,
      failingSince: anew ? now : (failingSince ?? now),
    },
    verdict: "try",
  };
}
