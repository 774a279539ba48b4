import { createHash, randomBytes } from "node:crypto";
import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { seal, unseal } from "../core/sealing.ts";
import { mailingContext } from "../mail/index.ts";
import { announceLock } from "./locks.service.ts";
import { checkDirectoryPassword } from "../directory/index.ts";
import { countAttempt } from "./lockout.ts";
import { loginById } from "./logins.repository.ts";
import { verifyPassword } from "./passwords.ts";
import { secondFactorChanged } from "./second-factor.events.ts";
import {
  countRecoveryCodes,
  insertSecondFactor,
  replaceRecoveryCodes,
  secondFactorForUpdate,
  setFactorAttempts,
  setUsedStep,
  takeRecoveryCode,
} from "./second-factors.repository.ts";
import type { Method } from "./second-step-method.ts";
import { lockRule } from "./sign-in.settings.ts";
import { stepOfCode } from "./totp.ts";

const purpose = "second factor";
const recoveryCodes = 10;

/** A secret on its way through a form: only its owner's form can bring it back. */
export const sealSecret = (loginId: number, secret: string): string => seal(`${purpose} ${loginId}`, secret);
export const openSecret = (loginId: number, sealed: string): string | null =>
  unseal(`${purpose} ${loginId}`, sealed);

/**
 * Turns the second factor on, when the code shows that the app has the secret.
 * @returns recovery codes, to be shown once; none when there are some already. @throws InvalidInput
 */
export async function enrol(
  ctx: Context,
  loginId: number,
  sealed: string,
  code: string,
): Promise<readonly string[]> {
  const secret = openSecret(loginId, sealed);
  const step = secret === null ? null : stepOfCode(secret, tidy(code), ctx.now, 0);
  if (step === null) throw new InvalidInput({ code: { key: "sign-in.factor.notYet" } });
  return transaction(ctx, async (tx) => {
    if (await secondFactorForUpdate(tx.db, loginId))
      throw new InvalidInput({ form: { key: "sign-in.factor.already" } });
    await insertSecondFactor(tx.db, { loginId, sealedSecret: sealed, usedStep: step, now: tx.now });
    await announce(tx, { loginId, on: true, method: "app" });
    return codesWhenFirst(tx, loginId);
  });
}

/**
 * Checks a code of the app, or a recovery code, and counts failures of its own: the password was right already.
 * @returns how it was passed. @throws InvalidInput
 */
export async function assertSecondFactor(
  ctx: Context,
  loginId: number,
  typed: string,
): Promise<"recovery-code" | "two-steps"> {
  const outcome = await transaction(ctx, async (tx) => {
    const factor = await secondFactorForUpdate(tx.db, loginId);
    if (!factor)
      return (await takeRecoveryCode(tx.db, loginId, recoveryHash(tidy(typed))))
        ? { how: "recovery-code" as const }
        : { refused: "sign-in.factor.wrong" };
    const { after, verdict } = countAttempt(factor, lockRule(), tx.now);
    await setFactorAttempts(tx.db, loginId, after);
    if (verdict !== "try") return { refused: "sign-in.factor.locked" };
    const code = tidy(typed);
    const secret = openSecret(loginId, factor.sealedSecret);
    const step = secret === null ? null : stepOfCode(secret, code, tx.now, factor.usedStep);
    if (step === null && !(await takeRecoveryCode(tx.db, loginId, recoveryHash(code)))) {
      if (after.lockedUntil !== null) await announceLock(tx, loginId, "code");
      return { refused: "sign-in.factor.wrong" };
    }
    await setUsedStep(tx.db, loginId, step ?? factor.usedStep);
    return { how: step === null ? ("recovery-code" as const) : ("two-steps" as const) };
  });
  // Not thrown inside: the attempt must stay counted.
  if ("refused" in outcome) throw new InvalidInput({ code: { key: outcome.refused } });
  return outcome.how;
}

/** New recovery codes in place of all earlier ones. */
export async function newRecoveryCodes({ db }: GlobalContext, loginId: number): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodes }, () =>
    randomBytes(6)
      .toString("hex")
      .replace(/(.{4})(?=.)/g, "$1-"),
  );
  await replaceRecoveryCodes(
    db,
    loginId,
    codes.map((code) => recoveryHash(tidy(code))),
  );
  return codes;
}

/** Has the owner told. */
export async function announce(
  tx: Context,
  change: { loginId: number; on: boolean; method: Method },
): Promise<void> {
  await (await mailingContext(tx)).emit(secondFactorChanged, change);
}

/** Recovery codes when there are none; nobody loses those that were kept already. */
export async function codesWhenFirst(tx: GlobalContext, loginId: number): Promise<readonly string[]> {
  return (await countRecoveryCodes(tx.db, loginId)) > 0 ? [] : newRecoveryCodes(tx, loginId);
}

/** @throws InvalidInput */
export async function assertPassword(ctx: GlobalContext, loginId: number, password: string): Promise<void> {
  const login = await loginById(ctx.db, loginId);
  const outside = login && !login.passwordHash && (await checkDirectoryPassword(ctx, login, password));
  if (outside === "right") return;
  if (!(await verifyPassword(login?.passwordHash ?? null, password)))
    throw new InvalidInput({ current: { key: "sign-in.currentWrong" } });
}

/** As it was meant: without the spaces and hyphens that people copy. */
export const tidy = (typed: string) => typed.replace(/[\s-]/g, "").toLowerCase();
// 48 random bits need no slow hash.
export const recoveryHash = (code: string) => createHash("sha256").update(code).digest("hex");
