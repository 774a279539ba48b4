// ticket: what a contact raises (pages say "request") and an agent resolves; numbered per portal.
// reply: a message the contact sees. note: a message only agents see. resolved: answered; closed: done with.
import type { Capability } from "../core/capability.ts";
import { deskRoutes } from "./agent.routes.ts";
import { bulkRoutes } from "./bulk.routes.ts";
import { queueRoutes } from "./queue.routes.ts";

export {
  guestRequestReceived,
  ticketAssigned,
  ticketEdited,
  ticketNoted,
  ticketRaised,
  ticketReplied,
  ticketStatusChanged,
} from "./tickets.events.ts";
export {
  openRequestsOf,
  ticketForNotice,
  type OpenRequest,
  type TicketForNotice,
} from "./reading.service.ts";
export { firstReplyOf, type Reply, replyById } from "./replies.repository.ts";
export {
  dueAt,
  isOpen,
  type Priority,
  priorities,
  priorityNumber,
  type Status,
  statusAfterReply,
  statuses,
  type Ticket,
} from "./ticket.ts";

export { usePresence } from "./presence.repository.ts";

export const tickets = {
  name: "tickets",
  routes: [bulkRoutes, queueRoutes, deskRoutes],
  navigation: [{ area: "agent", label: "desk.requests", path: "/requests", to: "tickets.view" }],
} satisfies Capability;
