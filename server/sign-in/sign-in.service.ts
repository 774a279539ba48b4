import { invitationMs } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { checkDirectoryPassword, directoriesSignIn } from "../directory/index.ts";
import { browserHash } from "./browsers.ts";
import { browserForUpdate, setBrowserAttempts } from "./known-browsers.repository.ts";
import { announceLock } from "./locks.service.ts";
import { type Attempts, countAttempt, noAttempts, type Verdict } from "./lockout.ts";
import {
  type Login,
  loginByEmail,
  loginForUpdate,
  noteSignIn,
  recordSignIn,
  replaceHash,
  setAttempts,
  takeBackAttempt,
} from "./logins.repository.ts";
import { lockBy, lockRule } from "./sign-in.settings.ts";
import { hashPassword, isOutdated, noSoonerThan, verifyPassword } from "./passwords.ts";

/** refused: for every reason but one. locked: the password is right, and too many were not. */
export type Outcome =
  | { readonly kind: "right"; readonly loginId: number }
  | {
      readonly kind: "refused";
      readonly reason:
        "wrong-password" | "unknown-address" | "locked" | "temporary-expired" | "directory-away";
    }
  | { readonly kind: "locked"; readonly until: Date };

/** Longer than anything a refusal needs, so that an unknown address takes as long as a known one. */
const refusalMs = 250;
/** The same where directories are asked, which are further away. */
const directoryRefusalMs = 1000;

/** Checks an e-mail address and a password, and counts the failures of the account, or of the browser where that is the rule. */
export async function authenticate(
  ctx: Context,
  email: string,
  password: string,
  browser: string,
): Promise<Outcome> {
  const ms = (await directoriesSignIn(ctx.db)) ? directoryRefusalMs : refusalMs;
  const floor = noSoonerThan(ms, Promise.resolve());
  const outcome = await check(ctx, email, password, browser);
  if (outcome.kind !== "right") await floor;
  return outcome;
}

async function check(ctx: Context, email: string, password: string, browser: string): Promise<Outcome> {
  const login = await loginByEmail(ctx.db, email.trim().toLowerCase());
  const { verdict, lockedUntil, own }: Counted = login
    ? await count(ctx, login, browser)
    : { verdict: "silent", lockedUntil: null, own: null };
  // Null for everybody whose password is ours.
  const outside =
    login && !login.passwordHash && verdict !== "silent"
      ? await checkDirectoryPassword(ctx, login, password)
      : null;
  if (login && outside === "away") {
    // Nobody's fault: as if it had not been tried.
    if (own === null) await takeBackAttempt(ctx.db, login.id, lockRule().mostFailures);
    else await setBrowserAttempts(ctx.db, login.id, own, noAttempts);
    return { kind: "refused", reason: "directory-away" };
  }
  const right = outside ? outside === "right" : await verifyPassword(login?.passwordHash ?? null, password);
  if (login && !right && verdict === "try" && lockedUntil !== null)
    await announceLock(ctx, login.id, "password");
  const known = Boolean(login?.passwordHash) || outside !== null;
  if (!login || !known || !right || verdict === "silent")
    return {
      kind: "refused",
      reason: !known ? "unknown-address" : verdict === "try" ? "wrong-password" : "locked",
    };
  const age = ctx.now.getTime() - (login.passwordChangedAt?.getTime() ?? 0);
  if (login.mustChange === 1 && age > invitationMs()) return { kind: "refused", reason: "temporary-expired" };
  if (verdict === "locked") return { kind: "locked", until: lockedUntil ?? ctx.now };
  // Of the two counters the one that was asked: the owner's success must not give a stranger new tries.
  if (own === null) await recordSignIn(ctx.db, login.id, ctx.now);
  else {
    await setBrowserAttempts(ctx.db, login.id, own, noAttempts);
    await noteSignIn(ctx.db, login.id, ctx.now);
  }
  if (login.passwordHash && isOutdated(login.passwordHash))
    await replaceHash(ctx.db, login.id, login.passwordHash, await hashPassword(password));
  return { kind: "right", loginId: login.id };
}

interface Counted {
  readonly verdict: Verdict;
  readonly lockedUntil: Date | null;
  /** The browser whose attempts were counted; null when it was the account's. */
  readonly own: string | null;
}

function count(ctx: Context, { id }: Login, browser: string): Promise<Counted> {
  return transaction(ctx, async (tx) => {
    const login = await loginForUpdate(tx.db, id);
    if (!login) return { verdict: "silent", lockedUntil: null, own: null };
    const hash = browserHash(browser);
    const known: Attempts | null =
      lockBy.get() === "device" && browser !== "" ? await browserForUpdate(tx.db, id, hash) : null;
    const { after, verdict } = countAttempt(known ?? login, lockRule(), tx.now);
    if (known) await setBrowserAttempts(tx.db, id, hash, after);
    else await setAttempts(tx.db, id, after);
    return { verdict, lockedUntil: after.lockedUntil, own: known ? hash : null };
  });
}
