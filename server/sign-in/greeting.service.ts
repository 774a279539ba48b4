import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { mailingContext } from "../mail/index.ts";
import { browserHash } from "./browsers.ts";
import { meetBrowser } from "./known-browsers.repository.ts";
import { newBrowserSeen } from "./notices.events.ts";
import { newBrowserMail } from "./sign-in.settings.ts";

/** Remembers the browser that somebody has just signed in with, and has the person told of one that is new to us. */
export async function greetBrowser(
  ctx: Context,
  loginId: number,
  { browser, userAgent, address }: { browser: string; userAgent: string; address: string },
): Promise<void> {
  if (browser === "") return;
  await transaction(ctx, async (tx) => {
    const met = await meetBrowser(tx.db, loginId, browserHash(browser), tx.now);
    // The first one is theirs: it came with the invitation, or with this version.
    if (met === "new" && newBrowserMail.get())
      await (
        await mailingContext(tx)
      ).emit(newBrowserSeen, { loginId, userAgent: userAgent.slice(0, 300), address });
  });
}
