import { htmlToText } from "../core/html.ts";
import { on } from "../core/listeners.ts";
import { indexText } from "../search/index.ts";
import { noteById } from "./notes.repository.ts";
import { contactOf } from "./people.repository.ts";
import { firstReplyOf, replyById } from "./replies.repository.ts";
import { ticketEdited, ticketNoted, ticketRaised, ticketReplied } from "./tickets.events.ts";
import { ticketById } from "./tickets.repository.ts";

// What a request is found by: "ticket" is what its contact reads of it, "ticket-notes" what only agents know. Words are only added:
// somebody who remembers the old subject finds it, too.

/** The subject and the description; for agents also who it is from. */
export const indexRaised = on(ticketRaised, "tickets.index-raised", async (ctx, { ticketId }) => {
  const ticket = await ticketById(ctx, ticketId);
  const [reply, contact] = await Promise.all([firstReplyOf(ctx, ticketId), contactOf(ctx, ticket.contactId)]);
  await indexText(ctx, "ticket", ticketId, `${ticket.subject}\n${htmlToText(reply.bodyHtml)}`);
  await indexText(ctx, "ticket-notes", ticketId, `${contact.name} ${contact.email}`);
});

export const indexReply = on(ticketReplied, "tickets.index-reply", async (ctx, { ticketId, replyId }) => {
  const { bodyHtml } = await replyById(ctx, replyId);
  await indexText(ctx, "ticket", ticketId, htmlToText(bodyHtml));
});

export const indexNote = on(ticketNoted, "tickets.index-note", async (ctx, { ticketId, noteId }) => {
  const { bodyHtml } = await noteById(ctx, noteId);
  await indexText(ctx, "ticket-notes", ticketId, htmlToText(bodyHtml));
});

export const indexSubject = on(ticketEdited, "tickets.index-subject", async (ctx, { ticketId, field }) => {
  if (field !== "subject") return;
  await indexText(ctx, "ticket", ticketId, (await ticketById(ctx, ticketId)).subject);
});
