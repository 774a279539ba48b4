import { attachmentsOf, type TicketAttachments } from "../attachments/index.ts";
import type { AgentActor } from "../core/actor.ts";
import type { Context } from "../core/context.ts";
import { type DraftFields, draftOf } from "../drafts/index.ts";
import { categoriesOf, type Category } from "./categories.repository.ts";
import { type CannedReply, cannedRepliesOf } from "./canned-replies.repository.ts";
import {
  accountName,
  agentName,
  type OtherRequest,
  requestsOfAccount,
  requestsOfContact,
} from "./desk.repository.ts";
import { type Note, notesOf } from "./notes.repository.ts";
import { agentsOf, contactOf, type Person } from "./people.repository.ts";
import { type Reply, repliesOf } from "./replies.repository.ts";
import type { Ticket } from "./ticket.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";
import { assertMayWork } from "./tickets.policy.ts";
import { changesOf, type TicketChange } from "./changes.repository.ts";
import { ticketByNumber } from "./tickets.repository.ts";

/** How many replies (and notes, and history lines) a page shows at first and how many more each time. */
export const shownAtFirst = 50;
export const shownAtMost = 2000;
const othersShown = 5;

export interface DeskRequest {
  readonly actor: AgentActor;
  readonly ticket: Ticket;
  readonly entries: readonly TimelineEntry<Reply, Note, TicketChange>[];
  readonly hasEarlier: boolean;
  readonly newestReplyId: number;
  readonly attachments: TicketAttachments;
  readonly contact: Person;
  readonly account: string | null;
  readonly assignee: string | null;
  readonly contactRequests: readonly OtherRequest[];
  readonly accountRequests: readonly OtherRequest[];
  readonly agents: readonly Person[];
  readonly categories: readonly Category[];
  readonly canned: readonly CannedReply[];
  readonly drafts: { readonly reply: DraftFields | null; readonly note: DraftFields | null };
}

/**
 * All of a request that its page at the desk shows.
 * @throws AppError 404 when this portal has no such request, 403 without permission to see requests.
 */
export async function deskRequest(
  ctx: Context,
  number: number,
  { shown, owner }: { shown: number; owner: string },
): Promise<DeskRequest> {
  assertMayWork(ctx.actor);
  const ticket = await ticketByNumber(ctx, number);
  const { id, accountId, assigneeId } = ticket;
  const one = shown + 1;
  const [
    replies,
    notes,
    changes,
    attachments,
    contact,
    account,
    assignee,
    contactRequests,
    accountRequests,
    agents,
    categories,
    canned,
    reply,
    note,
  ] = await Promise.all([
    repliesOf(ctx, id, { limit: one }),
    notesOf(ctx, id, one),
    changesOf(ctx, id, undefined, one),
    attachmentsOf(ctx, id, { notes: true }),
    contactOf(ctx, ticket.contactId),
    accountId === null ? null : accountName(ctx, accountId),
    assigneeId === null ? null : agentName(ctx, assigneeId),
    requestsOfContact(ctx, ticket.contactId, othersShown + 1),
    accountId === null ? [] : requestsOfAccount(ctx, accountId, 2 * othersShown + 1),
    agentsOf(ctx),
    categoriesOf(ctx),
    cannedRepliesOf(ctx),
    draftOf(ctx, owner, `reply-${number}`),
    draftOf(ctx, owner, `note-${number}`),
  ]);
  const theirs = contactRequests.filter((each) => each.id !== id).slice(0, othersShown);
  const known = new Set([id, ...theirs.map((each) => each.id)]);
  return {
    ...{ actor: ctx.actor, ticket, attachments, contact, account, assignee, agents, categories, canned },
    ...timelineOf(replies, notes, changes, shown),
    newestReplyId: replies.at(-1)?.id ?? 0,
    contactRequests: theirs,
    accountRequests: accountRequests.filter((each) => !known.has(each.id)).slice(0, othersShown),
    drafts: { reply, note },
  };
}
