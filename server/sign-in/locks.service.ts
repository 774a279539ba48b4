import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { mailingContext } from "../mail/index.ts";
import { accountLocked } from "./notices.events.ts";
import { lockRule } from "./sign-in.settings.ts";

/** Has the person and the chosen agents told that too many attempts failed; called for the one that locked. */
export const announceLock = (ctx: Context, loginId: number, by: "password" | "code"): Promise<void> =>
  transaction(ctx, async (tx) =>
    (await mailingContext(tx)).emit(accountLocked, {
      loginId,
      by,
      minutes: Math.round(lockRule().lockMs / 60_000),
    }),
  );
