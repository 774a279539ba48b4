import { event } from "../core/events.ts";

/** Now readable for its audience, for the first time or again. */
export const solutionPublished = event<{ solutionId: number }>("solution.published");
/** Back to a draft: agents only. */
export const solutionWithdrawn = event<{ solutionId: number }>("solution.withdrawn");
/** Changed without changing its state; also a new draft. */
export const solutionEdited = event<{ solutionId: number }>("solution.edited");
export const solutionDeleted = event<{ solutionId: number }>("solution.deleted");
