import type { Knex } from "knex";
import { first } from "../core/db.ts";
import type { Attempts } from "./lockout.ts";

// Global: a login is one person, known by an e-mail address, for all portals.
export interface Login extends Attempts {
  readonly id: number;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly passwordChangedAt: Date | null;
  /** 1 for a temporary password. */
  readonly mustChange: number;
}

const columns = {
  id: "id",
  email: "email",
  passwordHash: "password_hash",
  passwordChangedAt: "password_changed_at",
  mustChange: "must_change_password",
  failed: "failed_attempts",
  lockedUntil: "locked_until",
  failingSince: "failing_since",
};

export const loginByEmail = (db: Knex, email: string): Promise<Login | null> =>
  first(db("logins").where({ email }).select(columns));

export const loginById = (db: Knex, id: number): Promise<Login | null> =>
  first(db("logins").where({ id }).select(columns));

export const loginForUpdate = (db: Knex, id: number): Promise<Login | null> =>
  first(db("logins").where({ id }).forUpdate().select(columns));

export async function insertLogin(db: Knex, email: string, now: Date): Promise<number> {
  const [id] = (await db("logins").insert({ email, created_at: now })) as [number];
  return id;
}

export async function setAttempts(
  db: Knex,
  id: number,
  { failed, lockedUntil, failingSince }: Attempts,
): Promise<void> {
  await db("logins")
    .where({ id })
    .update({ failed_attempts: failed, locked_until: lockedUntil, failing_since: failingSince });
}

/** Leaves the account's failures as they are. */
export async function noteSignIn(db: Knex, id: number, now: Date): Promise<void> {
  await db("logins").where({ id }).update({ last_sign_in_at: now });
}

/** An attempt that was counted and could not be looked at; `most` failures lock. */
export async function takeBackAttempt(db: Knex, id: number, most: number): Promise<void> {
  await db("logins")
    .where({ id })
    .where("failed_attempts", ">", 0)
    .update({
      // Set in this order: MariaDB reads what the line above has written.
      failed_attempts: db.raw("failed_attempts - 1"),
      locked_until: db.raw("IF(failed_attempts < ?, NULL, locked_until)", [most]),
    });
}

export async function recordSignIn(db: Knex, id: number, now: Date): Promise<void> {
  await db("logins")
    .where({ id })
    .update({ failed_attempts: 0, locked_until: null, failing_since: null, last_sign_in_at: now });
}

/** A new password also ends a lock: whoever chose it proved more than the password. */
export async function setPasswordHash(
  db: Knex,
  id: number,
  passwordHash: string,
  { now, temporary }: { now: Date; temporary: boolean },
): Promise<void> {
  await db("logins").where({ id }).update({
    password_hash: passwordHash,
    password_changed_at: now,
    must_change_password: temporary,
    failed_attempts: 0,
    locked_until: null,
    failing_since: null,
  });
}

/** The same password, hashed at today's cost; not when it was changed meanwhile. */
export async function replaceHash(db: Knex, id: number, from: string, to: string): Promise<void> {
  await db("logins").where({ id, password_hash: from }).update({ password_hash: to });
}
