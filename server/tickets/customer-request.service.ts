import { attachmentsOf, type TicketAttachments } from "../attachments/index.ts";
import type { ContactActor } from "../core/actor.ts";
import type { Context } from "../core/context.ts";
import { notFound } from "../core/errors.ts";
import { draftOf, type DraftFields } from "../drafts/index.ts";
import { categoriesOf } from "./categories.repository.ts";
import { agentName } from "./desk.repository.ts";
import { firstReplyOf, repliesOf, type Reply } from "./replies.repository.ts";
import type { Ticket } from "./ticket.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";
import { assertMaySee, mayClose, mayReopen, mayReply } from "./tickets.policy.ts";
import { changesOf, type TicketChange } from "./changes.repository.ts";
import { ticketByNumber } from "./tickets.repository.ts";

/** How many replies a page shows at first besides the description, and how many more each time. */
export const shownAtFirst = 50;
export const shownAtMost = 2000;

export interface CustomerRequest {
  readonly actor: ContactActor;
  readonly ticket: Ticket;
  /** The description, when the entries do not begin with it. */
  readonly first: Reply | null;
  readonly entries: readonly TimelineEntry<Reply, never, TicketChange>[];
  readonly attachments: TicketAttachments;
  readonly category: string | null;
  readonly assignee: string | null;
  readonly draft: DraftFields | null;
  readonly mayReply: boolean;
  readonly mayClose: boolean;
  readonly mayReopen: boolean;
}

/**
 * All of a request that its contact sees: never a note, nor what only agents care for.
 * @throws AppError 404 when this portal has no such request or it is not theirs to see.
 */
export async function customerRequest(
  ctx: Context,
  number: number,
  { shown, owner }: { shown: number; owner: string },
): Promise<CustomerRequest> {
  const { actor } = ctx;
  const ticket = await ticketByNumber(ctx, number);
  assertMaySee(actor, ticket);
  if (actor.kind !== "contact") throw notFound("ticket");
  const { id, categoryId, assigneeId } = ticket;
  const [replies, changes, attachments, categories, assignee, draft] = await Promise.all([
    repliesOf(ctx, id, { limit: shown + 1 }),
    changesOf(ctx, id, ["status", "assignee"], shown + 1),
    attachmentsOf(ctx, id, { notes: false }),
    categoryId === null ? [] : categoriesOf(ctx),
    assigneeId === null ? null : agentName(ctx, assigneeId),
    draftOf(ctx, owner, `reply-${number}`),
  ]);
  const { entries, hasEarlier } = timelineOf(replies, [], changes, shown);
  return {
    ...{ actor, ticket, entries, attachments, assignee, draft },
    first: hasEarlier ? await firstReplyOf(ctx, id) : null,
    category: categories.find((each) => each.id === categoryId)?.name ?? null,
    mayReply: mayReply(actor, ticket),
    mayClose: mayClose(actor, ticket),
    mayReopen: mayReopen(actor, ticket),
  };
}

/** The ticket of a number, if this person may see it. @throws AppError 404 */
export async function visibleTicket(ctx: Context, number: number): Promise<Ticket> {
  const ticket = await ticketByNumber(ctx, number);
  assertMaySee(ctx.actor, ticket);
  return ticket;
}

/** The number that a search asks for ("#12", "12"), when such a request is there for this person; otherwise null. */
export async function numberMeant(ctx: Context, query: string): Promise<number | null> {
  const [, digits] = /^#?(\d{1,9})$/.exec(query.trim()) ?? [];
  if (!digits) return null;
  return visibleTicket(ctx, Number(digits)).then(
    ({ number }) => number,
    () => null,
  );
}
