import type { Scope } from "../core/context.ts";
import { one } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";

/** A text that agents put into replies. */
export interface CannedReply {
  readonly id: number;
  readonly title: string;
  readonly bodyHtml: string;
}

const columns = { id: "id", title: "title", bodyHtml: "body_html" };
const cannedReplies = ({ db, portalId }: Scope) => db("canned_replies").where({ portal_id: portalId });

/** All of the portal, by title; at most 200. */
export const cannedRepliesOf = (scope: Scope): Promise<CannedReply[]> =>
  cannedReplies(scope).orderBy("title").limit(200).select(columns) as unknown as Promise<CannedReply[]>;

/** @throws AppError 404 */
export const cannedReplyById = (scope: Scope, id: number): Promise<CannedReply> =>
  one(
    cannedReplies(scope).where({ id }).limit(1).select(columns) as PromiseLike<CannedReply[]>,
    "canned reply",
  );

export interface CannedText {
  readonly title: string;
  readonly bodyHtml: string;
}

/** @throws InvalidInput when another one has this title. */
export async function insertCannedReply(
  { db, portalId }: Scope,
  { title, bodyHtml }: CannedText,
  now: Date,
): Promise<void> {
  await uniqueTitle(
    db("canned_replies").insert({ portal_id: portalId, title, body_html: bodyHtml, updated_at: now }),
  );
}

/** @throws InvalidInput when another one has this title. */
export async function updateCannedReply(
  scope: Scope,
  id: number,
  { title, bodyHtml }: CannedText,
  now: Date,
): Promise<void> {
  await uniqueTitle(
    cannedReplies(scope).where({ id }).update({ title, body_html: bodyHtml, updated_at: now }),
  );
}

export async function deleteCannedReply(scope: Scope, id: number): Promise<void> {
  await cannedReplies(scope).where({ id }).delete();
}

async function uniqueTitle(query: PromiseLike<unknown>): Promise<void> {
  try {
    await query;
  } catch (error) {
    if ((error as { errno?: number }).errno !== 1062) throw error;
    throw new InvalidInput({ title: { key: "desk.canned.titleTaken" } });
  }
}
