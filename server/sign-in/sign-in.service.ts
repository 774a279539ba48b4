import { invitationMs } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { countAttempt, type Verdict } from "./lockout.ts";
import {
  type Login,
  loginByEmail,
  loginForUpdate,
  recordSignIn,
  replaceHash,
  setAttempts,
} from "./logins.repository.ts";
import { lockRule } from "./sign-in.settings.ts";
import { hashPassword, isOutdated, noSoonerThan, verifyPassword } from "./passwords.ts";

/** refused: for every reason but one. locked: the password is right, and too many were not. */
export type Outcome =
  | { readonly kind: "right"; readonly loginId: number }
  | {
      readonly kind: "refused";
      readonly reason: "wrong-password" | "unknown-address" | "locked" | "temporary-expired";
    }
  | { readonly kind: "locked"; readonly until: Date };

/** Longer than anything a refusal needs, so that an unknown address takes as long as a known one. */
const refusalMs = 250;

/** Checks an e-mail address and a password, and counts the failures of the account. */
export async function authenticate(ctx: GlobalContext, email: string, password: string): Promise<Outcome> {
  const floor = noSoonerThan(refusalMs, Promise.resolve());
  const outcome = await check(ctx, email, password);
  if (outcome.kind !== "right") await floor;
  return outcome;
}

async function check(ctx: GlobalContext, email: string, password: string): Promise<Outcome> {
  const login = await loginByEmail(ctx.db, email.trim().toLowerCase());
  const { verdict, lockedUntil } = login
    ? await count(ctx, login)
    : { verdict: "silent" as Verdict, lockedUntil: null };
  const right = await verifyPassword(login?.passwordHash ?? null, password);
  if (!login?.passwordHash || !right || verdict === "silent")
    return {
      kind: "refused",
      reason: !login?.passwordHash ? "unknown-address" : verdict === "try" ? "wrong-password" : "locked",
    };
  const age = ctx.now.getTime() - (login.passwordChangedAt?.getTime() ?? 0);
  if (login.mustChange === 1 && age > invitationMs()) return { kind: "refused", reason: "temporary-expired" };
  if (verdict === "locked") return { kind: "locked", until: lockedUntil ?? ctx.now };
  await recordSignIn(ctx.db, login.id, ctx.now);
  if (isOutdated(login.passwordHash))
    await replaceHash(ctx.db, login.id, login.passwordHash, await hashPassword(password));
  return { kind: "right", loginId: login.id };
}

function count(ctx: GlobalContext, { id }: Login): Promise<{ verdict: Verdict; lockedUntil: Date | null }> {
  return transaction(ctx, async (tx) => {
    const login = await loginForUpdate(tx.db, id);
    if (!login) return { verdict: "silent", lockedUntil: null };
    const { after, verdict } = countAttempt(login, lockRule(), tx.now);
    await setAttempts(tx.db, id, after);
    return { verdict, lockedUntil: after.lockedUntil };
  });
}
