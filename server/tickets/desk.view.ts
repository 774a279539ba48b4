import { field, type Field } from "../core/http/fields.ts";
import { view } from "../core/views.ts";
import { type Badge, priorityBadge, statusBadge } from "./badges.view.ts";
import {
  type Composer,
  type ComposerParts,
  noteComposer,
  type ReplyComposer,
  replyComposer,
} from "./desk-composer.view.ts";
import { conversationModel, type Entry } from "./desk-conversation.view.ts";
import type { OtherRequest } from "./desk.repository.ts";
import { type DeskRequest, shownAtFirst, shownAtMost } from "./desk.service.ts";
import { isOpen, priorities, statuses } from "./ticket.ts";
import { mayAssign, mayEdit, mayNote, mayReply } from "./tickets.policy.ts";

interface LinkedRequest {
  readonly url: string;
  readonly subject: string;
  readonly detail: string;
}
interface RequestModel {
  readonly csrf: string;
  readonly number: number;
  readonly subject: string;
  readonly backUrl: string;
  readonly status: Badge;
  readonly overdue: boolean;
  readonly earlierUrl: string | null;
  readonly entries: readonly Entry[];
  readonly reply: ReplyComposer | null;
  readonly note: Composer | null;
  readonly changesUrl: string;
  /** Null for a reader who may not change the request: then the facts say it. */
  readonly properties: {
    readonly was: readonly { readonly name: string; readonly value: string }[];
    readonly fields: readonly Field[];
  } | null;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly takeId: number | null;
  readonly giveBack: boolean;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly contact: {
    readonly name: string;
    readonly email: string;
    /** Their page; null for who may not see it. */
    readonly url: string | null;
    readonly requestsUrl: string;
    readonly requests: readonly LinkedRequest[];
  };
  readonly account: {
    readonly url: string | null;
    readonly name: string;
    readonly requests: readonly LinkedRequest[];
  } | null;
}
export const requestView = view<RequestModel>("tickets/agent/show");

export interface RequestParts extends ComposerParts {
  readonly locale: string;
  readonly now: Date;
  readonly shown: number;
}

export function requestModel(parts: RequestParts, request: DeskRequest): RequestModel {
  const { t, base, now, shown } = parts;
  const { actor, ticket, contact, account } = request;
  const url = `${base}/requests/${ticket.number}`;
  const may = mayEdit(actor);
  const maySeePeople = actor.may.has("contacts.view");
  const works = request.agents.some(({ id }) => id === actor.id);
  return {
    csrf: parts.csrf,
    number: ticket.number,
    subject: ticket.subject,
    backUrl: `${base}/requests`,
    status: statusBadge(t, ticket.status),
    overdue: isOpen(ticket.status) && ticket.dueAt !== null && ticket.dueAt < now,
    earlierUrl: request.hasEarlier && shown < shownAtMost ? `${url}?shown=${shown + shownAtFirst}` : null,
    entries: conversationModel({ t, locale: parts.locale, base: url }, request),
    reply: mayReply(actor, ticket) ? replyComposer(parts, request) : null,
    note: mayNote(actor) ? noteComposer(parts, request) : null,
    changesUrl: `${url}/changes`,
    properties: may ? { was: wasOf(request), fields: propertyFields(parts, request) } : null,
    facts: may ? [] : factsOf(parts, request),
    takeId: may && works && ticket.assigneeId !== actor.id && mayAssign(actor, actor.id) ? actor.id : null,
    giveBack: may && ticket.assigneeId === actor.id,
    createdAt: ticket.createdAt,
    dueAt: ticket.dueAt,
    contact: {
      name: contact.name,
      email: contact.email,
      url: maySeePeople ? `${base}/contacts/${contact.id}` : null,
      requestsUrl: `${base}/requests?view=all&contact=${contact.id}`,
      requests: request.contactRequests.map((each) => linked(parts, each)),
    },
    account:
      account === null
        ? null
        : {
            name: account,
            url: maySeePeople ? `${base}/accounts/${ticket.accountId}` : null,
            requests: request.accountRequests.map((each) => linked(parts, each)),
          },
  };
}

const linked = ({ t, base }: RequestParts, { number, subject, status }: OtherRequest): LinkedRequest => ({
  url: `${base}/requests/${number}`,
  subject,
  detail: `#${number} · ${t(`tickets.status.${status}`)}`,
});

const wasOf = ({ ticket }: DeskRequest) => [
  { name: "wasStatus", value: ticket.status },
  { name: "wasAssigneeId", value: String(ticket.assigneeId ?? "none") },
  { name: "wasPriority", value: ticket.priority },
  { name: "wasCategoryId", value: String(ticket.categoryId ?? "none") },
];

function propertyFields({ t }: RequestParts, request: DeskRequest): Field[] {
  const { ticket, categories } = request;
  const select = (name: string, label: string, value: string, options: { value: string; label: string }[]) =>
    field(
      t,
      { values: { [name]: value }, errors: {} },
      { name, label, type: "select", required: true, options },
    );
  return [
    select(
      "status",
      t("desk.column.status"),
      ticket.status,
      statuses.map((each) => ({ value: each, label: t(`tickets.status.${each}`) })),
    ),
    select(
      "assigneeId",
      t("desk.column.assignee"),
      String(ticket.assigneeId ?? "none"),
      assignable(t, request),
    ),
    select(
      "priority",
      t("desk.column.priority"),
      ticket.priority,
      priorities.map((each) => ({ value: each, label: t(`tickets.priority.${each}`) })),
    ),
    ...(categories.length === 0
      ? []
      : [
          select("categoryId", t("desk.category"), String(ticket.categoryId ?? "none"), [
            { value: "none", label: t("desk.noCategory") },
            ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
          ]),
        ]),
  ];
}

/** Whom this reader may give it to; whoever has it now is among them, so that the field can say so. */
function assignable(t: RequestParts["t"], { actor, ticket, agents, assignee }: DeskRequest) {
  const offered = agents.filter(({ id }) => id === ticket.assigneeId || mayAssign(actor, id));
  const gone = ticket.assigneeId !== null && !offered.some(({ id }) => id === ticket.assigneeId);
  return [
    { value: "none", label: t("desk.nobody") },
    ...offered.map(({ id, name }) => ({
      value: String(id),
      label: id === actor.id ? t("desk.me", { name }) : name,
    })),
    ...(gone
      ? [{ value: String(ticket.assigneeId), label: t("desk.former", { name: assignee ?? "" }) }]
      : []),
  ];
}

const factsOf = ({ t }: RequestParts, { ticket, assignee, categories }: DeskRequest) => [
  { label: t("desk.column.status"), value: statusBadge(t, ticket.status).label },
  { label: t("desk.column.assignee"), value: assignee ?? t("desk.nobody") },
  { label: t("desk.column.priority"), value: priorityBadge(t, ticket.priority).label },
  {
    label: t("desk.category"),
    value: categories.find(({ id }) => id === ticket.categoryId)?.name ?? t("desk.noCategory"),
  },
];
