import type { Context } from "../core/context.ts";
import { forbidden, InvalidInput } from "../core/errors.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import {
  type CannedReply,
  cannedReplyById,
  cannedRepliesOf,
  deleteCannedReply,
  insertCannedReply,
  updateCannedReply,
} from "./canned-replies.repository.ts";
import type { CannedReplyForm } from "./canned-replies.schema.ts";
import { mayEditCannedReplies } from "./tickets.policy.ts";

const maxBytes = 60_000;

function assertMayEdit({ actor }: Context): void {
  if (!mayEditCannedReplies(actor)) throw forbidden();
}

function textOf({ title, body, bodyFormat }: CannedReplyForm) {
  const bodyHtml = bodyOf({ body, format: bodyFormat });
  if (isBlankHtml(bodyHtml)) throw new InvalidInput({ body: { key: "shared.required" } });
  if (Buffer.byteLength(bodyHtml) > maxBytes)
    throw new InvalidInput({ body: { key: "desk.canned.tooLong" } });
  return { title, bodyHtml };
}

/** All canned replies of the portal, for who looks after them. @throws AppError 403 */
export function listCannedReplies(ctx: Context): Promise<CannedReply[]> {
  assertMayEdit(ctx);
  return cannedRepliesOf(ctx);
}

/** @throws AppError 403, 404 */
export function cannedReply(ctx: Context, id: number): Promise<CannedReply> {
  assertMayEdit(ctx);
  return cannedReplyById(ctx, id);
}

/** @throws AppError 403; InvalidInput for an empty text or a title that is taken. */
export async function addCannedReply(ctx: Context, form: CannedReplyForm): Promise<void> {
  assertMayEdit(ctx);
  await insertCannedReply(ctx, textOf(form), ctx.now);
}

/** @throws AppError 403, 404; InvalidInput as above. */
export async function changeCannedReply(ctx: Context, id: number, form: CannedReplyForm): Promise<void> {
  await cannedReply(ctx, id);
  await updateCannedReply(ctx, id, textOf(form), ctx.now);
}

/** @throws AppError 403, 404 */
export async function removeCannedReply(ctx: Context, id: number): Promise<void> {
  await cannedReply(ctx, id);
  await deleteCannedReply(ctx, id);
}
