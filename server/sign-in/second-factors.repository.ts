import type { Knex } from "knex";
import { first } from "../core/db.ts";
import type { Attempts } from "./lockout.ts";

export interface SecondFactor extends Attempts {
  readonly sealedSecret: string;
  readonly usedStep: number;
}

const columns = {
  sealedSecret: "sealed_secret",
  usedStep: "used_step",
  failed: "failed_attempts",
  lockedUntil: "locked_until",
  failingSince: "failing_since",
};

export const hasSecondFactor = async (db: Knex, loginId: number): Promise<boolean> =>
  (await first(db("second_factors").where({ login_id: loginId }).select("login_id"))) !== null;

export const secondFactorForUpdate = (db: Knex, loginId: number): Promise<SecondFactor | null> =>
  first(db("second_factors").where({ login_id: loginId }).forUpdate().select<SecondFactor[]>(columns));

export async function insertSecondFactor(
  db: Knex,
  factor: { loginId: number; sealedSecret: string; usedStep: number; now: Date },
): Promise<void> {
  await db("second_factors").insert({
    login_id: factor.loginId,
    sealed_secret: factor.sealedSecret,
    used_step: factor.usedStep,
    created_at: factor.now,
  });
}

export async function setUsedStep(db: Knex, loginId: number, usedStep: number): Promise<void> {
  await db("second_factors")
    .where({ login_id: loginId })
    .update({ used_step: usedStep, failed_attempts: 0, locked_until: null, failing_since: null });
}

export async function setFactorAttempts(
  db: Knex,
  loginId: number,
  { failed, lockedUntil, failingSince }: Attempts,
): Promise<void> {
  await db("second_factors")
    .where({ login_id: loginId })
    .update({ failed_attempts: failed, locked_until: lockedUntil, failing_since: failingSince });
}

export async function deleteSecondFactor(db: Knex, loginId: number): Promise<void> {
  await db("second_factors").where({ login_id: loginId }).delete();
}

/** What goes with the last of a login's second steps: its recovery codes and trusted browsers. */
export async function deleteProtection(db: Knex, loginId: number): Promise<void> {
  for (const table of ["trusted_browsers", "recovery_codes"])
    await db(table).where({ login_id: loginId }).delete();
}

export async function replaceRecoveryCodes(
  db: Knex,
  loginId: number,
  hashes: readonly string[],
): Promise<void> {
  await db("recovery_codes").where({ login_id: loginId }).delete();
  await db("recovery_codes").insert(hashes.map((hash) => ({ login_id: loginId, code_hash: hash })));
}

/** Of two who send one at once, one gets it. */
export const takeRecoveryCode = async (db: Knex, loginId: number, hash: string): Promise<boolean> =>
  (await db("recovery_codes").where({ login_id: loginId, code_hash: hash }).delete()) === 1;

export async function countRecoveryCodes(db: Knex, loginId: number): Promise<number> {
  const row = (await db("recovery_codes").where({ login_id: loginId }).count({ count: "*" }).first()) as {
    count: number;
  };
  return Number(row.count);
}
