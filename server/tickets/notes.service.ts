import { tieAttachments } from "../attachments/index.ts";
import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { forbidden } from "../core/errors.ts";
import { insertNote } from "./notes.repository.ts";
import { ticketNoted } from "./tickets.events.ts";
import { assertMay, mayNote } from "./tickets.policy.ts";
import { ticketForUpdate } from "./tickets.repository.ts";

/** Adds a note that only agents see. It does not touch updated_at: to the contact nothing happened. */
export function addNote(
  ctx: Context,
  number: number,
  note: { bodyHtml: string; attachmentIds: readonly number[]; owner: string },
): Promise<number> {
  return transaction(ctx, async (tx) => {
    const ticket = await ticketForUpdate(tx, number);
    assertMay(tx.actor, ticket, mayNote(tx.actor));
    if (tx.actor.kind !== "agent") throw forbidden();
    const noteId = await insertNote(tx, {
      ticketId: ticket.id,
      author: tx.actor,
      bodyHtml: note.bodyHtml,
      createdAt: tx.now,
    });
    await tieAttachments(tx, note.owner, note.attachmentIds, { ticketId: ticket.id, noteId });
    await tx.emit(ticketNoted, { ticketId: ticket.id, noteId });
    return noteId;
  });
}
