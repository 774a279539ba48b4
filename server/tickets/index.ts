// ticket: what a contact raises (pages say "request") and an agent resolves; numbered per portal.
// reply: a message the contact sees. note: a message only agents see. resolved: answered; closed: done with.
import type { Capability } from "../core/capability.ts";
import { copyTexts } from "./categories.repository.ts";
import { deskRoutes } from "./agent.routes.ts";
import { bulkRoutes } from "./bulk.routes.ts";
import { cannedReplyRoutes } from "./canned-replies.routes.ts";
import { customerRoutes } from "./customer.routes.ts";
import { guestRoutes } from "./guests.routes.ts";
import { newRequestRoutes } from "./new-request.routes.ts";
import { onBehalfRoutes } from "./on-behalf.routes.ts";
import { queueRoutes } from "./queue.routes.ts";
import { sweepGuests } from "./tickets.jobs.ts";
import { indexNote, indexRaised, indexReply, indexSubject } from "./tickets.listeners.ts";

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
export { type GuestToken, issueGuestToken } from "./guests.service.ts";
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
  routes: [
    bulkRoutes,
    onBehalfRoutes,
    queueRoutes,
    cannedReplyRoutes,
    deskRoutes,
    newRequestRoutes,
    guestRoutes,
    customerRoutes,
  ],
  listeners: [indexRaised, indexReply, indexNote, indexSubject],
  jobs: [sweepGuests],
  copyPortal: copyTexts,
  navigation: [
    { area: "customer", label: "tickets.customer.requests", path: "/requests", to: "contact" },
    { area: "agent", label: "desk.requests", path: "/requests", to: "tickets.view" },
    { area: "agent", label: "desk.canned.menu", path: "/canned-replies", to: "cannedReplies.edit" },
  ],
} satisfies Capability;
