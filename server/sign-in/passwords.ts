import { hash, verify } from "@node-rs/argon2";

// OWASP password storage cheat sheet: argon2id with 19 MiB, two passes, one lane. Runs in the thread pool, not in the event loop.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let turn: Promise<unknown> = Promise.resolve();

/**
 * One at a time in this process. The thread pool would take four, and then a Monday morning's sign-ins take the processors and 76 MB
 * from everybody who is in already; in turns they are done as soon, together.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize("NFKC"), cost));

let decoy: Promise<string> | undefined;

/** Without a hash (no such login, no password yet) the same work is done, so that the time tells nothing. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const against = passwordHash ?? (await (decoy ??= hashPassword("nobody has this password")));
  const right = await inTurn(() => verify(against, password.normalize("NFKC")));
  return right && passwordHash !== null;
}

/** True for a hash that was made more cheaply than we make them now. */
export function isOutdated(passwordHash: string): boolean {
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),/.exec(passwordHash) ?? [];
  return Number(memory ?? 0) < cost.memoryCost || Number(passes ?? 0) < cost.timeCost;
}

/** Answers no sooner than `ms` after the call: what was done meanwhile cannot be read from the time, while it takes less. */
export async function noSoonerThan<T>(ms: number, work: Promise<T>): Promise<T> {
  const [result] = await Promise.all([work, new Promise((done) => setTimeout(done, ms))]);
  return result;
}
