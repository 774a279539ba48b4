import { mobileOfAgent, mobileOfContact, updateAgent, updateOwnContact } from "../accounts/index.ts";
import { type Context, inPortal } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { firstPortal } from "../portals/index.ts";
import { mobileChanged } from "./profile.events.ts";

/** The mobile number that the portal, or the desk, knows of whoever is signed in. */
export async function ownMobile(ctx: Context): Promise<string | null> {
  if (ctx.actor.kind === "contact") return mobileOfContact(ctx, ctx.actor.id);
  return ctx.actor.kind === "agent" ? mobileOfAgent(ctx.db, ctx.actor.id) : null;
}

/** What people change about themselves; where their codes go is told to their mailbox. @returns whether that is another number now. */
export function changeOwn(
  ctx: Context,
  own: { name: string; phone: string; mobile?: string | null | undefined },
): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const { actor } = tx;
    const moved = own.mobile !== undefined && own.mobile !== (await ownMobile(tx));
    if (actor.kind === "contact") await updateOwnContact(tx, actor.id, own, tx.now);
    else if (actor.kind === "agent")
      await updateAgent(tx.db, actor.id, { name: own.name, mobile: own.mobile }, tx.now);
    if (!moved || (actor.kind !== "contact" && actor.kind !== "agent")) return false;
    // In administration no portal is asked; the notice goes out under the first one's name.
    const portalId = tx.portalId || ((await firstPortal(tx.db))?.id ?? 0);
    await inPortal(tx, portalId).emit(mobileChanged, { loginId: actor.loginId });
    return true;
  });
}
