// mail: one message to one person, stored with its cause, sent by a worker. thread: the Message-ID that all mails of a ticket answer to.
// Nothing here knows what is written: whoever has something to say queues it.
import type { Capability } from "../core/capability.ts";
import { mailAdminRoutes } from "./admin.routes.ts";
import { sweepSent } from "./mail.jobs.ts";
import { mailSender } from "./sending.service.ts";

export { sendDirectly } from "./direct.service.ts";
export { type MailButton, mailingContext, type MailLinks, mailLinks } from "./links.ts";
export { mailConfigured, useMail } from "./mail.settings.ts";
export { type OutgoingMail, queueMail, withinBudget } from "./mails.service.ts";

export const mail = {
  name: "mail",
  routes: [mailAdminRoutes],
  loops: [mailSender],
  jobs: [sweepSent],
  navigation: [{ area: "admin", label: "mail.title", path: "/mail" }],
} satisfies Capability;
