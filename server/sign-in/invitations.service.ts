import {
  acceptInvitations,
  invitationById,
  invitationState,
  linkInvitedContacts,
} from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { endLinks, linkByHash, type OneTimeLink, takeLink } from "./links.repository.ts";
import { tokenHash } from "./links.service.ts";
import { insertLogin, loginByEmail } from "./logins.repository.ts";
import { assertGood, choosePassword } from "./passwords.service.ts";
import { hashPassword } from "./passwords.ts";

/** Why the link of an invitation opens nothing; each has the texts `sign-in.invitation.<why>.heading` and `.text`. */
export type ClosedWhy = "accepted" | "revoked" | "expired" | "replaced" | "unknown";
export type InvitationLink =
  { readonly open: true; readonly link: OneTimeLink } | { readonly open: false; readonly why: ClosedWhy };

/** What the link of an invitation is good for. Only who has the mail learns why it is not. */
export async function invitationLink({ db, now }: GlobalContext, token: string): Promise<InvitationLink> {
  const link = await linkByHash(db, "invitation", tokenHash(token));
  if (!link) return { open: false, why: "unknown" };
  const invitation = link.invitationId === null ? null : await invitationById(db, link.invitationId);
  const state = invitation && invitationState(invitation, now);
  if (state === "accepted" || state === "revoked") return { open: false, why: state };
  // Also when the invitation's address was changed: the mail went to somebody else.
  if (link.usedAt || (invitation && invitation.email !== link.email))
    return { open: false, why: invitation ? "replaced" : "accepted" };
  return link.expiresAt <= now ? { open: false, why: "expired" } : { open: true, link };
}

/**
 * Somebody invited chooses a password: their login is made (or the one of this address found), and every portal that invited the
 * address opens to it. @returns the login. @throws InvalidInput
 */
export async function acceptInvitation(
  ctx: GlobalContext,
  token: string,
  password: string,
): Promise<{ loginId: number; email: string }> {
  const { email } = await mustOpen(ctx, token);
  await assertGood(ctx, password, email);
  const hash = await hashPassword(password);
  return transaction(ctx, async (tx) => {
    const link = await mustOpen(tx, token);
    if (!(await takeLink(tx.db, link.id, tx.now))) throw closed();
    await endLinks(tx.db, "invitation", link.email, tx.now);
    const known = await loginByEmail(tx.db, email);
    // An invitation gives a first password; it never replaces one that somebody chose.
    if (known?.passwordHash && known.mustChange === 0)
      throw new InvalidInput({ form: { key: "sign-in.alreadyAccepted" } });
    return { loginId: await joinWithPassword(tx, email, hash), email };
  });
}

/** The owner of the address has a first password, and comes in wherever the address is invited. In the caller's transaction. @returns the login. */
export async function joinWithPassword(tx: GlobalContext, email: string, hash: string): Promise<number> {
  const loginId = (await loginByEmail(tx.db, email))?.id ?? (await insertLogin(tx.db, email, tx.now));
  await choosePassword(tx, loginId, hash);
  await linkInvitedContacts(tx.db, email, loginId, tx.now);
  await acceptInvitations(tx.db, email, tx.now);
  return loginId;
}

async function mustOpen(ctx: GlobalContext, token: string): Promise<OneTimeLink> {
  const found = await invitationLink(ctx, token);
  if (!found.open) throw closed();
  return found.link;
}

const closed = () => new InvalidInput({ form: { key: "sign-in.linkExpired" } });
