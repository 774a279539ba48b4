import { tieAttachments } from "../attachments/index.ts";
import type { ContactActor } from "../core/actor.ts";
import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { categoriesOf } from "./categories.repository.ts";
import { insertReply } from "./replies.repository.ts";
import { dueAt, type Priority } from "./ticket.ts";
import { ticketRaised } from "./tickets.events.ts";
import { countReply, insertTicket, takeNumber } from "./tickets.repository.ts";

export interface NewRequest {
  readonly subject: string;
  readonly bodyHtml: string;
  readonly categoryId: number | null;
  readonly priority: Priority;
  readonly attachmentIds: readonly number[];
  /** Who uploaded the attachments (`draftOwner`). */
  readonly owner: string;
}

/**
 * Makes a ticket of what the contact describes.
 * @throws InvalidInput when the category is not one of this portal's.
 */
export function raiseRequest(
  ctx: Context,
  contact: ContactActor,
  request: NewRequest,
): Promise<{ id: number; number: number }> {
  return transaction(ctx, async (tx) => {
    const number = await takeNumber(tx);
    if (request.categoryId !== null && !(await categoriesOf(tx)).some(({ id }) => id === request.categoryId))
      throw new InvalidInput({ categoryId: { key: "tickets.unknownCategory" } });
    const ticket = await insertTicket(tx, {
      number,
      contactId: contact.id,
      accountId: contact.accountId,
      categoryId: request.categoryId,
      subject: request.subject,
      priority: request.priority,
      dueAt: dueAt(tx.now, request.priority),
      createdAt: tx.now,
    });
    const replyId = await insertReply(tx, {
      ticketId: ticket.id,
      author: contact,
      bodyHtml: request.bodyHtml,
      createdAt: tx.now,
    });
    await countReply(tx, ticket.id, "contact", tx.now);
    await tieAttachments(tx, request.owner, request.attachmentIds, { ticketId: ticket.id, replyId });
    await tx.emit(ticketRaised, { ticketId: ticket.id });
    return ticket;
  });
}
