import { type Context, type GlobalContext, inPortal } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { deleteSessionsOf, agentById, updateAgent } from "./agents.repository.ts";
import { inviteAgent } from "./agents.service.ts";
import {
  closeToContact,
  type Contact,
  contactById,
  isTemporary,
  joinedLogin,
  markInvited,
} from "./contacts.repository.ts";
import type { Invitation } from "./invitation.ts";
import {
  invitationOfContact,
  markRevoked,
  saveInvitation,
  unansweredForUpdate,
} from "./invitation-rows.repository.ts";
import { contactInvited } from "./invitations.events.ts";
import { invitationMs } from "./invitations.settings.ts";
import { assertMayEditContacts } from "./people.policy.ts";

/** Opens the portal to the contact and mails how to get in; again as often as asked. @throws InvalidInput for a disabled one. */
export function inviteContact(ctx: Context, id: number): Promise<Contact> {
  assertMayEditContacts(ctx.actor);
  return transaction(ctx, async (tx) => {
    const contact = await contactById(tx, id);
    if (contact.disabledAt) throw new InvalidInput({ form: { key: "accounts.inviteDisabled" } });
    await openInvitation(tx, contact);
    await tx.emit(contactInvited, { contactId: id });
    return contact;
  });
}

/** The contact counts as invited from now on; who has a password of their own is in at once. Mails nothing. */
export async function openInvitation(
  tx: Context,
  contact: Pick<Contact, "id" | "email" | "loginId">,
): Promise<void> {
  const { loginId, email, id } = contact;
  const joined =
    loginId === null ? await joinedLogin(tx, email) : (await isTemporary(tx, loginId)) ? null : loginId;
  await markInvited(tx, id, joined, tx.now);
  await saveInvitation(tx, {
    contactId: id,
    email,
    sentBy: nameOf(tx),
    expiresAt: new Date(tx.now.getTime() + invitationMs()),
    acceptedAt: joined === null ? null : tx.now,
    now: tx.now,
  });
}

/** Mails the chosen ones again, with a new link and a new term. Who came in meanwhile, or is disabled, is left out. @returns whom it mailed. */
export function sendAgain(ctx: GlobalContext, ids: readonly number[]): Promise<Invitation[]> {
  return transaction(ctx, async (tx) => {
    const sent: Invitation[] = [];
    for (const invitation of await unansweredForUpdate(tx.db, ids))
      if (await sendOne(tx, invitation)) sent.push(invitation);
    return sent;
  });
}

async function sendOne(
  tx: GlobalContext,
  { portalId, contactId, agentId, revokedAt }: Invitation,
): Promise<boolean> {
  if (contactId !== null) {
    const portal = inPortal(tx, portalId);
    if ((await contactById(portal, contactId)).disabledAt) return false;
    await inviteContact(portal, contactId);
  } else if (agentId !== null) {
    if ((await agentById(tx.db, agentId)).disabled && !revokedAt) return false;
    await inviteAgent(tx, agentId);
  }
  return true;
}

/**
 * Links and temporary passwords of the chosen ones work no longer; an agent who never came in is disabled, too. What was accepted
 * meanwhile stays. @returns which it ended.
 */
export function revokeInvitations(ctx: GlobalContext, ids: readonly number[]): Promise<Invitation[]> {
  return transaction(ctx, async (tx) => {
    const open = (await unansweredForUpdate(tx.db, ids)).filter(({ revokedAt }) => !revokedAt);
    for (const { id, portalId, contactId, agentId } of open) {
      await markRevoked(tx.db, id, nameOf(tx), tx.now);
      if (contactId !== null) await closeToContact({ db: tx.db, portalId }, contactId);
      if (agentId === null) continue;
      await updateAgent(tx.db, agentId, { disabledAt: tx.now }, tx.now);
      await deleteSessionsOf(tx.db, (await agentById(tx.db, agentId)).loginId);
    }
    return open;
  });
}

/** The invitation of one contact. @throws AppError 404 for a contact of another portal. */
export async function revokeInvitationOf(ctx: Context, contactId: number): Promise<Invitation[]> {
  assertMayEditContacts(ctx.actor);
  await contactById(ctx, contactId);
  const invitation = await invitationOfContact(ctx, contactId);
  return invitation ? revokeInvitations(ctx, [invitation.id]) : [];
}

const nameOf = ({ actor }: Pick<GlobalContext, "actor">): string => ("name" in actor ? actor.name : "");
