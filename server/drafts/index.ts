// draft: what somebody is typing and has not sent. Its owner is "contact:7", "agent:3" or, while nobody is signed in, "browser:<hash>";
// its form is the page's own key: "new-request", "reply-<number>", "note-<number>".
import type { Capability } from "../core/capability.ts";
import { sweepDrafts } from "./drafts.jobs.ts";
import { agentDraftRoutes, guestDraftRoutes } from "./drafts.routes.ts";

export {
  adoptDrafts,
  adoptFreshDrafts,
  draftOf,
  type DraftFields,
  dropDraft,
  saveDraft,
} from "./drafts.repository.ts";
export { draftOwner, ownerOfBrowser } from "./draft.ts";
export { keepPosted } from "./drafts.routes.ts";

export const drafts = {
  name: "drafts",
  routes: [guestDraftRoutes, agentDraftRoutes],
  jobs: [sweepDrafts],
} satisfies Capability;
