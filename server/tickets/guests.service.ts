import { createHash, randomBytes } from "node:crypto";
import { dropUploads, giveUploads } from "../attachments/index.ts";
import { type Context, createContext, type GlobalContext, type Scope } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { categoriesOf } from "./categories.repository.ts";
import {
  becameTicket,
  contactOfAddress,
  deleteGuestRequest,
  expiredGuestRequests,
  type GuestFields,
  guestRequestForUpdate,
  guestRequestOfToken,
  insertGuestRequest,
  setGuestToken,
} from "./guests.repository.ts";
import { raiseRequest } from "./raising.service.ts";
import { guestRequestReceived } from "./tickets.events.ts";
import { ticketById } from "./tickets.repository.ts";

// Anybody may write any address into the form. So nothing becomes of it until the mailed link was followed and confirmed, and the
// answer to the form is the same whether the address is known.

const hours = 48;
const expiry = (now: Date) => new Date(now.getTime() + hours * 3_600_000);
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const ownerOf = (guestRequestId: number) => `guest-request:${guestRequestId}`;

export interface GuestForm extends GuestFields {
  readonly customerPortalId: number;
  readonly name: string;
  readonly email: string;
  /** Who uploaded the files (`draftOwner`). */
  readonly owner: string;
}

/** Keeps what a guest sent until the address is confirmed. @throws InvalidInput for a category that this portal does not have. */
export function receiveGuestRequest(ctx: Context, form: GuestForm): Promise<number> {
  const { customerPortalId, name, email, owner, ...fields } = form;
  return transaction(ctx, async (tx) => {
    if (fields.categoryId !== null && !(await categoriesOf(tx)).some(({ id }) => id === fields.categoryId))
      throw new InvalidInput({ categoryId: { key: "tickets.unknownCategory" } });
    const id = await insertGuestRequest(tx, {
      ...{ customerPortalId, name, email, owner, fields },
      expiresAt: expiry(tx.now),
      createdAt: tx.now,
    });
    await giveUploads(tx, owner, ownerOf(id), fields.attachmentIds);
    await tx.emit(guestRequestReceived, { guestRequestId: id });
    return id;
  });
}

export interface GuestToken {
  /** For the link `<customer portal>/requests/confirm/<token>`; only its hash is kept. */
  readonly token: string;
  readonly customerPortalId: number;
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly hours: number;
}

/** A fresh link for a guest's request; an earlier one ends. Null when it is confirmed or expired already. */
export function issueGuestToken(ctx: Context, guestRequestId: number): Promise<GuestToken | null> {
  return transaction(ctx, async (tx) => {
    const found = await guestRequestForUpdate(tx, { id: guestRequestId });
    if (!found?.fields || found.expiresAt < tx.now) return null;
    const token = randomBytes(32).toString("base64url");
    await setGuestToken(tx, found.id, { tokenHash: hashOf(token), expiresAt: expiry(tx.now) });
    const { customerPortalId, name, email, fields } = found;
    return { token, customerPortalId, name, email, subject: fields.subject, hours };
  });
}

/** Where a link leads: a request that waits, the ticket it became, or nowhere (unknown, expired). */
export type Confirmation =
  | { readonly state: "waiting"; readonly subject: string; readonly email: string }
  | { readonly state: "confirmed"; readonly number: number; readonly email: string }
  | { readonly state: "refused" | "expired" };

export async function confirmationOf(
  ctx: Scope & { readonly now: Date },
  token: string,
): Promise<Confirmation> {
  const found = await guestRequestOfToken(ctx, hashOf(token));
  if (!found || found.expiresAt < ctx.now) return { state: "expired" };
  const { email, ticketId, fields } = found;
  if (ticketId !== null)
    return { state: "confirmed", number: (await ticketById(ctx, ticketId)).number, email };
  return fields ? { state: "waiting", subject: fields.subject, email } : { state: "expired" };
}

/** Makes the ticket, once however often it is asked, of the contact with this address: the one there is, or a new one. */
export function confirmGuestRequest(ctx: Context, token: string): Promise<Confirmation> {
  return transaction(ctx, async (tx) => {
    const found = await guestRequestForUpdate(tx, { token_hash: hashOf(token) });
    if (!found?.fields || found.expiresAt < tx.now) return confirmationOf(tx, token);
    const contact = await contactOfAddress(tx, { name: found.name, email: found.email, now: tx.now });
    if (!contact) return { state: "refused" };
    const theirs = createContext({ db: tx.db, portalId: tx.portalId, actor: contact, now: tx.now });
    // A category that was deleted meanwhile must not stand in the way.
    const categories = found.fields.categoryId === null ? [] : await categoriesOf(tx);
    const categoryId = categories.find(({ id }) => id === found.fields?.categoryId)?.id ?? null;
    const ticket = await raiseRequest(theirs, contact, {
      ...found.fields,
      categoryId,
      owner: ownerOf(found.id),
    });
    await becameTicket(tx, found.id, ticket.id);
    return { state: "confirmed", number: ticket.number, email: found.email };
  });
}

/** Removes what nobody confirmed in time, with its files. @returns how many. */
export async function sweepGuestRequests({ db, now }: GlobalContext): Promise<number> {
  const expired = await expiredGuestRequests(db, now, 500);
  for (const { id, portalId } of expired) {
    await dropUploads({ db, portalId }, ownerOf(id));
    await deleteGuestRequest({ db, portalId }, id);
  }
  return expired.length;
}
