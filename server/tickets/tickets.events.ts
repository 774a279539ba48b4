import { event } from "../core/events.ts";
import type { Status } from "./ticket.ts";

/** A contact's request became a ticket; its description is the first reply. */
export const ticketRaised = event<{ ticketId: number }>("ticket.raised");
export const ticketReplied = event<{ ticketId: number; replyId: number; by: "contact" | "agent" }>(
  "ticket.replied",
);
/** Agents only: nothing of it may reach a contact. */
export const ticketNoted = event<{ ticketId: number; noteId: number }>("ticket.noted");
/** `withReply`: the reply's own notice says it already. */
export const ticketStatusChanged = event<{ ticketId: number; from: Status; to: Status; withReply: boolean }>(
  "ticket.status-changed",
);
export const ticketAssigned = event<{ ticketId: number; from: number | null; to: number | null }>(
  "ticket.assigned",
);
/** Priority, category or subject. */
export const ticketEdited = event<{ ticketId: number; field: string }>("ticket.edited");
/** A guest's request waits for its address to be confirmed. */
export const guestRequestReceived = event<{ guestRequestId: number }>("ticket.guest-request-received");
