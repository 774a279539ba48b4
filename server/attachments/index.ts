// attachment: a file of a reply or a note. Uploaded first, in chunks of rows; tied to what sends it in that one's transaction.
import type { Capability } from "../core/capability.ts";

export { tieAttachments } from "./attachments.repository.ts";

export const attachments = { name: "attachments" } satisfies Capability;
