import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { hasPasskey } from "../passkeys/index.ts";
import { browserHash } from "./browsers.ts";
import { useCode } from "./codes.service.ts";
import { audienceOf, factorRule } from "./factor-rules.service.ts";
import { allowedMethods } from "./second-factor.settings.ts";
import { deleteProtection, deleteSecondFactor, hasSecondFactor } from "./second-factors.repository.ts";
import { announce, codesWhenFirst, recoveryHash, tidy } from "./second-factors.service.ts";
import { takeRecoveryCode } from "./second-factors.repository.ts";
import { countsAfter, type Method, secondStepMethods } from "./second-step-method.ts";
import {
  deleteMethod,
  insertMethod,
  type KeptMethod,
  keptMethods,
} from "./second-step-methods.repository.ts";
import { isTrusted } from "./trusted-browsers.repository.ts";

/** What stands between the first step and the session. other-way: this first step proves nothing more with what is turned on. */
export type NextStep = "none" | "second-step" | "enrolment" | "other-way";

/** What administrators let this person use. */
export const methodsAllowed = async (ctx: GlobalContext, loginId: number): Promise<readonly Method[]> =>
  allowedMethods(await audienceOf(ctx.db, loginId));

/** What this person has turned on and may use. */
export async function methodsOf(ctx: GlobalContext, loginId: number): Promise<readonly Method[]> {
  const kept = await keptMethods(ctx.db, loginId);
  const on: Record<Method, boolean> = {
    app: await hasSecondFactor(ctx.db, loginId),
    passkey: kept.includes("passkey") && (await hasPasskey(ctx.db, loginId)),
    mail: kept.includes("mail"),
  };
  const allowed = await methodsAllowed(ctx, loginId);
  return secondStepMethods.filter((method) => on[method] && allowed.includes(method));
}

export async function nextStep(
  ctx: GlobalContext,
  { loginId, first }: { loginId: number; first: string },
  browser: string,
): Promise<NextStep> {
  const rule = await factorRule(ctx, loginId);
  if (rule === "off") return "none";
  const on = await methodsOf(ctx, loginId);
  if (on.length === 0) return rule === "required" ? "enrolment" : "none";
  if (browser !== "" && (await isTrusted(ctx.db, loginId, browserHash(browser), ctx.now))) return "none";
  return on.some((method) => countsAfter(first, method)) ? "second-step" : "other-way";
}

/**
 * Checks a code that was mailed for the second step; a recovery code will do, too.
 * @returns how it was passed. @throws InvalidInput
 */
export async function assertMailedCode(
  ctx: GlobalContext,
  { loginId, email }: { loginId: number; email: string },
  typed: string,
  browser: string,
): Promise<"recovery-code" | "two-steps"> {
  const code = tidy(typed);
  if (/^[0-9a-f]{12}$/.test(code) && (await takeRecoveryCode(ctx.db, loginId, recoveryHash(code))))
    return "recovery-code";
  await assertOwnCode(ctx, { loginId, email }, code, browser);
  return "two-steps";
}

async function assertOwnCode(
  ctx: GlobalContext,
  { loginId, email }: { loginId: number; email: string },
  code: string,
  browser: string,
): Promise<void> {
  if ((await useCode(ctx, { email, mobile: "" }, code, browser)) !== loginId)
    throw new InvalidInput({ code: { key: "sign-in.codeWrong" } });
}

/** Turns on codes by mail, when the code shows that the mails arrive. @returns recovery codes when it is the first. @throws InvalidInput */
export async function turnOnMail(
  ctx: Context,
  login: { loginId: number; email: string },
  typed: string,
  browser: string,
): Promise<readonly string[]> {
  await assertMethodAllowed(ctx, login.loginId, "mail");
  await assertOwnCode(ctx, login, tidy(typed), browser);
  return turnOn(ctx, login.loginId, "mail");
}

/** Asks for a passkey after the password from now on. @returns recovery codes when it is the first. @throws InvalidInput without a passkey */
export async function turnOnPasskey(ctx: Context, loginId: number): Promise<readonly string[]> {
  await assertMethodAllowed(ctx, loginId, "passkey");
  if (!(await hasPasskey(ctx.db, loginId)))
    throw new InvalidInput({ form: { key: "sign-in.factor.noPasskey" } });
  return turnOn(ctx, loginId, "passkey");
}

const turnOn = (ctx: Context, loginId: number, method: KeptMethod): Promise<readonly string[]> =>
  transaction(ctx, async (tx) => {
    await insertMethod(tx.db, loginId, method, tx.now);
    await announce(tx, { loginId, on: true, method });
    return codesWhenFirst(tx, loginId);
  });

/** @throws InvalidInput where a second step is required and this is the last one. */
export async function turnOff(ctx: Context, loginId: number, method: Method): Promise<void> {
  const left = (await methodsOf(ctx, loginId)).filter((each) => each !== method);
  if (left.length === 0 && (await factorRule(ctx, loginId)) === "required")
    throw new InvalidInput({ form: { key: "sign-in.factor.required" } });
  await transaction(ctx, async (tx) => {
    if (method === "app") await deleteSecondFactor(tx.db, loginId);
    else await deleteMethod(tx.db, loginId, method);
    if (left.length === 0) await deleteProtection(tx.db, loginId);
    await announce(tx, { loginId, on: false, method });
  });
}

/** @throws InvalidInput */
export async function assertMethodAllowed(
  ctx: GlobalContext,
  loginId: number,
  method: Method,
): Promise<void> {
  if (!(await methodsAllowed(ctx, loginId)).includes(method))
    throw new InvalidInput({ form: { key: "sign-in.factor.notAllowed" } });
}
