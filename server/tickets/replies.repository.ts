import type { Actor } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { one, prepared, selected } from "../core/db.ts";
import { eventActor } from "../core/events.ts";

/** A message the contact sees. The first one of a ticket is its description. */
export interface Reply {
  readonly id: number;
  readonly ticketId: number;
  readonly authorKind: "contact" | "agent";
  readonly authorId: number;
  readonly authorName: string;
  /** Sanitised when it came in. */
  readonly bodyHtml: string;
  readonly createdAt: Date;
}

const columns = {
  id: "id",
  ticketId: "ticket_id",
  authorKind: "author_kind",
  authorId: "author_id",
  authorName: "author_name",
  bodyHtml: "body_html",
  createdAt: "created_at",
};

const replies = ({ db, portalId }: Scope) => db("replies").where({ portal_id: portalId });

export async function insertReply(
  { db, portalId }: Scope,
  reply: { ticketId: number; author: Actor; bodyHtml: string; createdAt: Date },
): Promise<number> {
  const { kind, id, name } = eventActor(reply.author);
  const [replyId] = (await db("replies").insert({
    portal_id: portalId,
    ticket_id: reply.ticketId,
    author_kind: kind,
    author_id: id,
    author_name: name,
    body_html: reply.bodyHtml,
    created_at: reply.createdAt,
  })) as [number];
  return replyId;
}

/** The conversation, oldest first: its first reply and the `limit` newest ones, or all before `before`. */
export async function repliesOf(
  { db, portalId }: Scope,
  ticketId: number,
  { limit = 50, before }: { limit?: number; before?: number } = {},
): Promise<Reply[]> {
  const sql = `SELECT ${selected(columns)} FROM replies WHERE portal_id = ? AND ticket_id = ? AND id < ? ORDER BY id DESC LIMIT ${limit}`;
  const rows = await prepared<Reply>(db, sql, [portalId, ticketId, before ?? Number.MAX_SAFE_INTEGER]);
  return rows.reverse();
}

/** The ticket's description, as the contact first wrote it. */
export const firstReplyOf = (scope: Scope, ticketId: number): Promise<Reply> =>
  one(
    replies(scope).where({ ticket_id: ticketId }).orderBy("id").limit(1).select(columns) as PromiseLike<
      Reply[]
    >,
    "reply",
  );

export const replyById = (scope: Scope, id: number): Promise<Reply> =>
  one(replies(scope).where({ id }).limit(1).select(columns) as PromiseLike<Reply[]>, "reply");

/** The newest reply of a ticket, or null; what a composer compares with what it has seen. */
export async function newestReply(scope: Scope, ticketId: number): Promise<Reply | null> {
  const [reply] = (await replies(scope)
    .where({ ticket_id: ticketId })
    .orderBy("id", "desc")
    .limit(1)
    .select(columns)) as Reply[];
  return reply ?? null;
}
