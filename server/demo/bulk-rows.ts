// Pure: turns positions in the load into rows of text. Rows come in the order of their primary keys.
import { dueAt, priorities } from "../tickets/index.ts";
import { deviceCount, escaped, type Template, type Templates } from "./bulk-templates.ts";
import type { Person } from "./plan.ts";
import type { Random } from "./random.ts";

/** Where a load begins and what it is made from. */
export interface BulkPlan {
  readonly portalId: number;
  readonly templates: Templates;
  readonly categories: ReadonlyMap<string, number>;
  readonly agents: readonly Person[];
  readonly contacts: readonly (Person & { readonly accountId: number | null })[];
  /** The first of them are the demo's people and get more than their share, so that there is something to look at. */
  readonly knownContacts: number;
  readonly total: number;
  readonly from: number;
  readonly now: number;
  readonly random: Random;
}

/** Ids that the next row of each table gets. */
export interface NextIds {
  ticket: number;
  number: number;
  reply: number;
  change: number;
}

/** Text for LOAD DATA, and which documents have which term. */
export interface Batch {
  tickets: string;
  replies: string;
  changes: string;
}

export const ticketColumns =
  "id, portal_id, number, contact_id, account_id, category_id, assignee_id, subject, status, is_open, priority, reply_count, last_reply_by, last_reply_at, due_at, closed_at, created_at, updated_at";
export const replyColumns =
  "id, portal_id, ticket_id, author_kind, author_id, author_name, body_html, created_at";
export const changeColumns =
  "id, portal_id, ticket_id, field, old_value, new_value, actor_kind, actor_id, actor_name, created_at";

const hour = 3_600_000;
const nobody = "\\N";
const time = (at: number) => new Date(at).toISOString().slice(0, 23);

/** Every 100th request is a long conversation; the others have 1 to 4 messages, 2.7 on average. */
const lengths = [1, 2, 2, 2, 3, 3, 3, 3, 4, 4];

/**
 * Adds `count` requests to a batch, beginning with position `at` of the load. `found(term, ticketId)` is told what each can be found by.
 */
export function addRequests(
  plan: BulkPlan,
  batch: Batch,
  next: NextIds,
  at: number,
  count: number,
  found: (term: number, ticketId: number) => void,
): void {
  const names = new Map([...plan.agents, ...plan.contacts].map((person) => [person, escaped(person.name)]));
  for (let position = at; position < at + count; position++)
    addRequest(plan, batch, next, position, found, names);
}

function addRequest(
  { portalId, templates, categories, agents, contacts, knownContacts, total, from, now, random }: BulkPlan,
  batch: Batch,
  next: NextIds,
  position: number,
  found: (term: number, ticketId: number) => void,
  names: ReadonlyMap<Person, string>,
): void {
  const isLong = position % 100 === 99 && templates.long.length > 0;
  const template: Template = random.pick(isLong ? templates.long : templates.all);
  const contact =
    random.next() < 0.02 ? contacts[random.between(0, knownContacts - 1)] : random.pick(contacts);
  const agent = random.pick(agents);
  if (!contact) throw new Error("there are no contacts");
  const id = next.ticket++;
  const createdAt = Math.floor(from + ((now - from) * (position + random.next())) / total);
  const isOld = now - createdAt > 240 * hour;
  const done = isOld ? random.next() > 0.005 : random.next() < 0.3;
  const wanted = isLong ? template.replies.length : random.pick(lengths);

  let at = createdAt;
  let replies = 0;
  let by: "contact" | "agent" = "contact";
  for (const reply of template.replies) {
    const when = replies === 0 ? createdAt : at + Math.floor((0.1 + random.next() ** 3 * 20) * hour);
    if (replies >= wanted || when > now) break;
    at = when;
    by = reply.by;
    const person = by === "contact" ? contact : agent;
    const device = replies === 0 ? random.between(0, deviceCount(templates) - 1) : -1;
    if (device >= 0) found(templates.firstDevice + device, id);
    const prefix = device >= 0 ? `<p>NW-${templates.terms[templates.firstDevice + device]}</p>` : "";
    batch.replies += `${next.reply++}\t${portalId}\t${id}\t${by}\t${person.id}\t${names.get(person)}\t${prefix}${reply.body}\t${time(at)}\n`;
    replies++;
  }
  for (const term of template.termsUpTo[replies - 1] ?? []) found(term, id);

  const repliedAt = at;
  const status = done
    ? random.next() < 0.85
      ? "closed"
      : "resolved"
    : replies < 2
      ? "open"
      : by === "agent" && random.next() < 0.4
        ? "on_hold"
        : "in_progress";
  if (done) at = Math.min(now, at + Math.floor(random.next() * 72 * hour));
  const assigned = done || replies > 1 || random.next() < 0.3;
  const due = dueAt(new Date(createdAt), priorities[template.priority - 1] ?? "medium").getTime();
  if (id % 4 === 0 && assigned) {
    const row = (field: string, to: string, from_: string, when: number) =>
      `${next.change++}\t${portalId}\t${id}\t${field}\t${from_}\t${to}\tagent\t${agent.id}\t${names.get(agent)}\t${time(when)}\n`;
    batch.changes += row("assignee", names.get(agent) ?? "", nobody, createdAt);
    if (status !== "open") batch.changes += row("status", status, "open", at);
  }
  batch.tickets +=
    `${id}\t${portalId}\t${next.number++}\t${contact.id}\t${contact.accountId ?? nobody}\t${categories.get(template.category) ?? nobody}\t` +
    `${assigned ? agent.id : nobody}\t${template.subject}\t${status}\t${done ? 0 : 1}\t${template.priority}\t${replies}\t${by}\t` +
    `${time(repliedAt)}\t${time(due)}\t${done ? time(at) : nobody}\t${time(createdAt)}\t${time(at)}\n`;
}
