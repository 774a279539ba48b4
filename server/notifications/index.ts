// notice: a mail about a ticket to one of the people in it. Who is told what, and when nobody is, is decided here alone.
import type { Capability } from "../core/capability.ts";
import { confirmGuest } from "./guest.listeners.ts";
import { acknowledge, announceRequest, forwardReply, tellAssignee, tellStatus } from "./mails.listeners.ts";
import { pageListeners } from "./pages.listeners.ts";

export const notifications = {
  name: "notifications",
  // Pages first: they refresh while the mails are still being written.
  listeners: [
    ...pageListeners,
    acknowledge,
    announceRequest,
    forwardReply,
    tellAssignee,
    tellStatus,
    confirmGuest,
  ],
} satisfies Capability;
