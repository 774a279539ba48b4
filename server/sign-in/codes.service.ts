import { randomInt } from "node:crypto";
import { acceptInvitations, emailByMobile, invitedPerson, linkInvitedContacts } from "../accounts/index.ts";
import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { mailConfigured, mailingContext } from "../mail/index.ts";
import { textsWork } from "../text-messages/index.ts";
import { browserHash } from "./browsers.ts";
import { codeRequested } from "./codes.events.ts";
import type { Known } from "./codes.schema.ts";
import { countTry, endCodes, insertCode, openCode, takeCode } from "./codes.repository.ts";
import {
  codeChannels,
  codeDigits,
  codeMinutes,
  codesAllowed,
  codeTries,
  codeWaitSeconds,
} from "./codes.settings.ts";
import { insertLogin, loginByEmail, recordSignIn } from "./logins.repository.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";

export type CodeWay = "email" | "mobile" | "both";

/** How codes reach people now: as administrators chose, without text messages while none gets through. Null: not at all. */
export async function codeWay(ctx: GlobalContext): Promise<CodeWay | null> {
  const chosen = codeChannels.get();
  if (chosen === "email" || (await textsWork(ctx.db, ctx.now))) return chosen;
  return chosen === "both" ? "email" : null;
}

/** Codes that could not reach anybody are not offered. */
export async function codesOffered(ctx: GlobalContext): Promise<boolean> {
  const way = codesAllowed.get() ? await codeWay(ctx) : null;
  return way === "email" ? mailConfigured() : way !== null;
}

/**
 * Asks for a code. The same is done for every address and number; a worker finds out whether it is somebody's. `byMail`: by mail and no
 * other way, because it is the mailbox that is to be proved.
 */
export const requestCode = (
  ctx: Context,
  { email, mobile }: Known,
  browser: string,
  customerPortalId: number | null,
  byMail = false,
): Promise<void> =>
  transaction(ctx, async (tx) =>
    (await mailingContext(tx)).emit(codeRequested, {
      email,
      mobile,
      browserHash: browserHash(browser),
      customerPortalId,
      byMail,
    }),
  );

/**
 * Makes a code in place of earlier ones.
 * @returns the digits, for the mail and nowhere else; null when nobody may sign in with the address, or when the last is too young.
 */
export async function makeCode(ctx: GlobalContext, email: string, browser: string): Promise<string | null> {
  const known = (await loginByEmail(ctx.db, email)) ?? (await invitedPerson(ctx.db, email));
  if (!known) return null;
  const last = await openCode(ctx.db, email, browser, ctx.now);
  if (last && ctx.now.getTime() - last.createdAt.getTime() < codeWaitSeconds.get() * 1000) return null;
  const digits = codeDigits.get();
  const code = String(randomInt(10 ** digits)).padStart(digits, "0");
  await endCodes(ctx.db, email, browser, ctx.now);
  await insertCode(ctx.db, {
    email,
    browserHash: browser,
    codeHash: await hashPassword(code),
    expiresAt: new Date(ctx.now.getTime() + codeMinutes.get() * 60_000),
    now: ctx.now,
  });
  return code;
}

/**
 * Takes a code that was typed. An invited person who has no login yet gets one: the code proves the address as the invitation's link does.
 * @returns the login. @throws InvalidInput for a wrong, used, expired or foreign code, all in the same words and after the same work.
 */
export async function useCode(
  ctx: GlobalContext,
  known: Known,
  typed: string,
  browser: string,
): Promise<number> {
  const hash = browserHash(browser);
  // A number that is nobody's goes on like an address that is nobody's, so that it takes as long.
  const email =
    known.mobile === "" ? known.email : ((await emailByMobile(ctx.db, known.mobile)) ?? known.mobile);
  // Counted and committed before it is looked at, so that many at once are no more than many in a row.
  const open = await transaction(ctx, async (tx) => {
    const found = await openCode(tx.db, email, hash, tx.now);
    if (!found || found.tries >= codeTries.get()) return null;
    await countTry(tx.db, found.id);
    return found;
  });
  const right = await verifyPassword(open?.codeHash ?? null, typed);
  if (!open || !right) throw wrong();
  return transaction(ctx, async (tx) => {
    if (!(await takeCode(tx.db, open.id, tx.now))) throw wrong();
    const loginId = (await loginByEmail(tx.db, email))?.id ?? (await insertLogin(tx.db, email, tx.now));
    await linkInvitedContacts(tx.db, email, loginId, tx.now);
    await acceptInvitations(tx.db, email, tx.now);
    await recordSignIn(tx.db, loginId, tx.now);
    return loginId;
  });
}

const wrong = () => new InvalidInput({ code: { key: "sign-in.codeWrong" } });
