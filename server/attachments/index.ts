// attachment: a file of a reply or a note. upload: one that is not sent yet; it has an owner ("contact:7", "browser:<hash>", …: see drafts).
// Uploaded first, in pieces, each a row; tied to what sends it in that one's transaction.
import type { Capability } from "../core/capability.ts";
import { sweepUnsent } from "./attachments.jobs.ts";
import { agentAttachmentRoutes, guestAttachmentRoutes } from "./attachments.routes.ts";

export type { Attachment } from "./attachment.ts";
export {
  attachmentOfTicket,
  attachmentsOf,
  giveUploads,
  tieAttachments,
  type TicketAttachments,
  unsentAttachments,
} from "./attachments.repository.ts";
export { receiveAttachment } from "./attachments.routes.ts";
export { attachmentIds, idsTyped } from "./attachments.schema.ts";
export {
  type AttachmentLink,
  attachmentLinks,
  sizeText,
  type UploadsField,
  uploadsField,
} from "./attachments.view.ts";
export { sendAttachment } from "./downloads.routes.ts";
export { contentOf, dropUploads, takeUpload } from "./uploads.service.ts";

export const attachments = {
  name: "attachments",
  routes: [guestAttachmentRoutes, agentAttachmentRoutes],
  jobs: [sweepUnsent],
} satisfies Capability;
