// Invariant: between two right passwords at most `mostFailures` attempts are looked at, then none that could succeed for `lockMs`. An attempt
// counts before its password is looked at, so that many at once are no more than many in a row. During the lock a few more are looked at,
// only to tell the owner that the account is locked; without that bound the answer would confirm a guess.

const mostWhileLocked = 5;

export interface LockRule {
  readonly mostFailures: number;
  readonly lockMs: number;
}

export interface Attempts {
  readonly failed: number;
  readonly lockedUntil: Date | null;
}

/** try: the right password signs in. locked: the right password is told of the lock. silent: the password does not matter. */
export type Verdict = "try" | "locked" | "silent";

/** Counts one more attempt as if it failed; signing in sets everything back. */
export function countAttempt(
  { failed, lockedUntil }: Attempts,
  { mostFailures, lockMs }: LockRule,
  now: Date,
): { after: Attempts; verdict: Verdict } {
  if (lockedUntil && lockedUntil > now)
    return {
      after: { failed: failed + 1, lockedUntil },
      verdict: failed + 1 > mostFailures + mostWhileLocked ? "silent" : "locked",
    };
  const count = lockedUntil ? 1 : failed + 1;
  return {
    after: { failed: count, lockedUntil: count >= mostFailures ? new Date(now.getTime() + lockMs) : null },
    verdict: "try",
  };
}
