import { tieAttachments } from "../attachments/index.ts";
import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { changeStatus } from "./changes.service.ts";
import { insertReply, newestReply } from "./replies.repository.ts";
import { type Status, statusAfterReply } from "./ticket.ts";
import { ticketReplied } from "./tickets.events.ts";
import { assertMay, mayReply } from "./tickets.policy.ts";
import { countReply, ticketForUpdate } from "./tickets.repository.ts";

export interface NewReply {
  readonly bodyHtml: string;
  readonly attachmentIds: readonly number[];
  readonly owner: string;
  /** The newest reply that the writer had on the page; a newer one of somebody else is shown before this is sent. */
  readonly seenReplyId?: number;
  /** The status the agent chose to send with it; otherwise the reply itself decides. */
  readonly status?: Status;
}

/**
 * Adds a reply by the contact or the agent of the context.
 * @throws AppError 404 for a ticket that the person may not see, InvalidInput `tickets.meanwhile` when somebody answered meanwhile.
 */
export function replyToTicket(ctx: Context, number: number, reply: NewReply): Promise<number> {
  return transaction(ctx, async (tx) => {
    const ticket = await ticketForUpdate(tx, number);
    assertMay(tx.actor, ticket, mayReply(tx.actor, ticket));
    const by = tx.actor.kind === "agent" ? "agent" : "contact";
    if (reply.seenReplyId !== undefined) {
      const newest = await newestReply(tx, ticket.id);
      const mine =
        newest?.authorKind === tx.actor.kind && newest.authorId === (tx.actor as { id?: number }).id;
      if (newest && newest.id > reply.seenReplyId && !mine)
        throw new InvalidInput({ body: { key: "tickets.meanwhile", values: { name: newest.authorName } } });
    }
    const replyId = await insertReply(tx, {
      ticketId: ticket.id,
      author: tx.actor,
      bodyHtml: reply.bodyHtml,
      createdAt: tx.now,
    });
    await countReply(tx, ticket.id, by, tx.now);
    await tieAttachments(tx, reply.owner, reply.attachmentIds, { ticketId: ticket.id, replyId });
    await changeStatus(tx, ticket, reply.status ?? statusAfterReply(ticket.status, by), { withReply: true });
    await tx.emit(ticketReplied, { ticketId: ticket.id, replyId, by });
    return replyId;
  });
}
