import { z } from "zod";
import { attachmentIds } from "../attachments/index.ts";
import { priorities, statuses } from "./ticket.ts";

const format = z.enum(["text", "html"]).catch("text");
const body = z.string().trim().max(400_000);
const empty = z.literal("");

/** What an agent may leave a request as with the reply; closing is for the contact, or for the side panel. */
export const statusesToSendWith = ["in_progress", "on_hold", "resolved"] as const;

export const replyForm = z.object({
  body,
  bodyFormat: format,
  attachmentIds,
  status: z.union([empty.transform(() => undefined), z.enum(statusesToSendWith)]).optional(),
  seenReplyId: z.coerce.number().int().min(0).catch(0).optional(),
});

export const noteForm = z.object({ body, bodyFormat: format, attachmentIds });

const id = z.coerce.number().int().positive();
const none = z.union([empty, z.literal("none")]).transform(() => null);
/**
 * The side panel sends all its fields, and with each what it was when the page was made (`was…`): only what the reader changed is
 * a change, so that a page that is a minute old takes nothing back that somebody else did.
 */
export const changesForm = z
  .object({
    status: z.enum(statuses),
    assigneeId: z.union([none, id]),
    priority: z.enum(priorities),
    categoryId: z.union([none, id]),
    wasStatus: z.string(),
    wasAssigneeId: z.union([none, id]),
    wasPriority: z.string(),
    wasCategoryId: z.union([none, id]),
  })
  .partial()
  .transform((form) => ({
    ...(form.status !== undefined && form.status !== form.wasStatus ? { status: form.status } : {}),
    ...(form.assigneeId !== undefined && form.assigneeId !== form.wasAssigneeId
      ? { assigneeId: form.assigneeId }
      : {}),
    ...(form.priority !== undefined && form.priority !== form.wasPriority ? { priority: form.priority } : {}),
    ...(form.categoryId !== undefined && form.categoryId !== form.wasCategoryId
      ? { categoryId: form.categoryId }
      : {}),
  }));

export const presenceForm = z.object({ state: z.enum(["writing", "viewing"]) });

export const shownQuery = z.object({ shown: z.coerce.number().int().positive().nullable().catch(null) });
