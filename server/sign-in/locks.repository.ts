import type { Knex } from "knex";

/** Somebody who is kept out for a while. */
export interface Lock {
  readonly loginId: number;
  readonly email: string;
  /** What was guessed wrong: the password, the password in one of the person's own browsers, or the second step's code. */
  readonly by: "password" | "browser" | "code";
  readonly failed: number;
  readonly until: Date;
  /** From where the last failure came, as far as the trail knows. */
  readonly address: string;
}

const shown = 500;

/** Those locked now, the longest first; at most 500. */
export async function locksNow(db: Knex, now: Date): Promise<Lock[]> {
  const columns = { loginId: "l.id", email: "l.email" };
  const [passwords, browsers, codes] = (await Promise.all([
    db("logins as l")
      .where("l.locked_until", ">", now)
      .limit(shown)
      .select({ ...columns, failed: "l.failed_attempts", until: "l.locked_until", by: db.raw("'password'") }),
    db("known_browsers as b")
      .join("logins as l", "l.id", "b.login_id")
      .where("b.locked_until", ">", now)
      .limit(shown)
      .select({ ...columns, failed: "b.failed_attempts", until: "b.locked_until", by: db.raw("'browser'") }),
    db("second_factors as f")
      .join("logins as l", "l.id", "f.login_id")
      .where("f.locked_until", ">", now)
      .limit(shown)
      .select({ ...columns, failed: "f.failed_attempts", until: "f.locked_until", by: db.raw("'code'") }),
  ])) as Omit<Lock, "address">[][];
  const locks = [...(passwords ?? []), ...(browsers ?? []), ...(codes ?? [])];
  const addresses = await lastAddresses(db, [...new Set(locks.map(({ email }) => email))]);
  return locks
    .map((lock) => ({ ...lock, address: addresses.get(lock.email) ?? "" }))
    .sort((a, b) => b.until.getTime() - a.until.getTime());
}

async function lastAddresses(db: Knex, emails: readonly string[]): Promise<Map<string, string>> {
  const last = db("audit_events")
    .whereIn("who", emails)
    .whereIn("kind", ["sign-in-refused", "second-step-refused"])
    .groupBy("who")
    .max("id as id");
  const rows = await db("audit_events")
    .whereIn("id", db.select("id").from(last.as("last")))
    .select<{ who: string; address: string }[]>("who", "address");
  return new Map(rows.map(({ who, address }) => [who, address]));
}

/** Lets these people try again at once. */
export async function endLocks(db: Knex, loginIds: readonly number[]): Promise<void> {
  const open = { failed_attempts: 0, locked_until: null, failing_since: null };
  await db("logins").whereIn("id", loginIds).update(open);
  for (const table of ["second_factors", "known_browsers"])
    await db(table).whereIn("login_id", loginIds).update(open);
}
