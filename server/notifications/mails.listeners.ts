import { on } from "../core/listeners.ts";
import { withinBudget } from "../mail/index.ts";
import {
  firstReplyOf,
  replyById,
  ticketAssigned,
  ticketForNotice,
  ticketRaised,
  ticketReplied,
  ticketStatusChanged,
} from "../tickets/index.ts";
import { assigned, changeOf, newRequest, replyAdded, requestReceived, statusChanged } from "./notices.ts";
import { assigneeOf, contactOf, mailBody, preheaderOf, t, tell, whoLooksAfter } from "./notices.service.ts";

/** Acknowledgements an hour to one address: more is a machine, and an answer to each would make it a loop. */
const acknowledgementsAnHour = 10;

/** The contact learns the number of the new request. */
export const acknowledge = on(
  ticketRaised,
  "notifications.acknowledge",
  async (ctx, { ticketId }, delivery) => {
    const about = await ticketForNotice(ctx, ticketId);
    const to = contactOf(about);
    if (!(await withinBudget(ctx, "request-received", to.email, acknowledgementsAnHour))) return;
    const { number } = about.ticket;
    const heading = t("notifications.received.heading", { number });
    await tell(
      ctx,
      { event: ticketRaised.name, delivery, about, evenToAuthor: true },
      {
        to,
        kind: "request-received",
        template: requestReceived,
        preheader: heading,
        model: (shared) => ({ ...shared, heading }),
      },
    );
  },
);

/** Whoever is to look after a new request learns of it. */
export const announceRequest = on(
  ticketRaised,
  "notifications.new-request",
  async (ctx, { ticketId }, delivery) => {
    const about = await ticketForNotice(ctx, ticketId);
    const description = await firstReplyOf(ctx, ticketId);
    const heading = t("notifications.newRequest.heading", { number: about.ticket.number });
    for (const to of await whoLooksAfter(ctx, about))
      await tell(
        ctx,
        { event: ticketRaised.name, delivery, about },
        {
          to,
          kind: "new-request",
          template: newRequest,
          preheader: preheaderOf(description.bodyHtml),
          model: (shared) => ({
            ...shared,
            heading,
            author: about.contact.name,
            bodyHtml: mailBody(description.bodyHtml),
          }),
        },
      );
  },
);

/** A reply reaches everybody in the conversation but its author: the contact, and for a contact's reply who looks after the request. */
export const forwardReply = on(
  ticketReplied,
  "notifications.reply",
  async (ctx, { ticketId, replyId, by }, delivery) => {
    const about = await ticketForNotice(ctx, ticketId);
    const reply = await replyById(ctx, replyId);
    const agents = by === "contact" ? await whoLooksAfter(ctx, about) : [];
    const heading = t("notifications.reply.heading", {
      author: reply.authorName,
      number: about.ticket.number,
    });
    for (const to of [contactOf(about), ...agents])
      await tell(
        ctx,
        { event: ticketReplied.name, delivery, about },
        {
          to,
          kind: "reply-added",
          template: replyAdded,
          preheader: preheaderOf(reply.bodyHtml),
          model: (shared) => ({
            ...shared,
            heading,
            author: reply.authorName,
            bodyHtml: mailBody(reply.bodyHtml),
          }),
        },
      );
  },
);

/** The new assignee learns of it, unless the request has moved on meanwhile. */
export const tellAssignee = on(
  ticketAssigned,
  "notifications.assigned",
  async (ctx, { ticketId, to: agentId }, delivery) => {
    const about = await ticketForNotice(ctx, ticketId);
    const heading = t("notifications.assigned.heading", {
      number: about.ticket.number,
      by: delivery.by.name,
    });
    for (const to of assigneeOf(about).filter(({ id }) => id === agentId))
      await tell(
        ctx,
        { event: ticketAssigned.name, delivery, about },
        {
          to,
          kind: "assigned",
          template: assigned,
          preheader: heading,
          model: (shared) => ({ ...shared, heading, contact: about.contact.name, due: about.ticket.dueAt }),
        },
      );
  },
);

/** The contact learns what became of the request; the assignee, that the contact closed or reopened it. */
export const tellStatus = on(
  ticketStatusChanged,
  "notifications.status",
  async (ctx, { ticketId, from, to: status, withReply }, delivery) => {
    const change = changeOf(from, status);
    if (change === null || withReply) return;
    const about = await ticketForNotice(ctx, ticketId);
    const { number } = about.ticket;
    const agents = delivery.by.kind === "contact" ? assigneeOf(about) : [];
    for (const to of [contactOf(about), ...agents]) {
      const heading = t(`notifications.status.${change}`, { number });
      await tell(
        ctx,
        { event: ticketStatusChanged.name, delivery, about },
        {
          to,
          kind: "status-changed",
          template: statusChanged,
          preheader: heading,
          model: (shared) => ({
            ...shared,
            heading,
            text: to.kind === "contact" ? t(`notifications.statusText.${change}`) : "",
          }),
        },
      );
    }
  },
);
