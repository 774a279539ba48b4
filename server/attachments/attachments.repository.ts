import type { Scope } from "../core/context.ts";

/**
 * Ties uploaded files to the reply or note that sends them. Only complete files of the same owner that were not sent yet count;
 * others are left alone, so that nobody attaches what is not theirs.
 */
export async function tieAttachments(
  { db, portalId }: Scope,
  owner: string,
  ids: readonly number[],
  to: { ticketId: number; replyId?: number; noteId?: number },
): Promise<void> {
  if (ids.length === 0) return;
  await db("attachments")
    .where({ portal_id: portalId, owner, complete: true })
    .whereNull("ticket_id")
    .whereIn("id", [...ids])
    .update({ ticket_id: to.ticketId, reply_id: to.replyId ?? null, note_id: to.noteId ?? null });
}
