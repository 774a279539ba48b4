import { attachmentLinks, type UploadsField } from "../attachments/index.ts";
import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Badge, priorityBadge, statusBadge } from "./badges.view.ts";
import type { CustomerRequest } from "./customer-request.service.ts";
import { type Entry, initialsOf, type Message } from "./desk-conversation.view.ts";
import { historyLine } from "./history.view.ts";
import type { Reply } from "./replies.repository.ts";
import { isOpen } from "./ticket.ts";
import { richValues } from "./rich-values.ts";

interface ReplyComposer {
  readonly id: string;
  readonly url: string;
  readonly csrf: string;
  readonly once: string;
  readonly errors: ErrorSummary | null;
  readonly body: Field;
  readonly uploads: UploadsField;
  readonly draftUrl: string;
  readonly draftKey: string;
  /** Said before it is sent: a reply brings a finished request back. */
  readonly reopens: boolean;
}
interface RequestModel {
  readonly listUrl: string;
  readonly number: number;
  readonly subject: string;
  readonly csrf: string;
  readonly closeUrl: string | null;
  readonly reopenUrl: string | null;
  readonly first: Message | null;
  readonly earlierUrl: string | null;
  readonly entries: readonly Entry[];
  readonly composer: ReplyComposer | null;
  readonly status: Badge;
  readonly priority: Badge;
  readonly category: string | null;
  readonly assignee: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
export const requestView = view<RequestModel>("tickets/customer/show");

export interface RequestParts {
  readonly t: Translate;
  readonly locale: string;
  readonly base: string;
  readonly csrf: string;
  readonly once: string;
  readonly uploads: UploadsField;
  /** More of the conversation; null when this is as much as is shown. */
  readonly nextShown: number | null;
  /** What was typed, when the reply came back refused. */
  readonly refused: FormState | null;
}

export function requestModel(parts: RequestParts, request: CustomerRequest): RequestModel {
  const { t, base } = parts;
  const { ticket } = request;
  const url = `${base}/requests/${ticket.number}`;
  return {
    listUrl: `${base}/requests`,
    number: ticket.number,
    subject: ticket.subject,
    csrf: parts.csrf,
    closeUrl: request.mayClose ? `${url}/closure` : null,
    reopenUrl: request.mayReopen ? `${url}/reopening` : null,
    first: request.first && messageOf(parts, request, request.first),
    earlierUrl: request.first && parts.nextShown ? `${url}?shown=${parts.nextShown}` : null,
    entries: request.entries.flatMap((entry): Entry[] => {
      if (entry.kind === "reply")
        return entry.item.id === request.first?.id
          ? []
          : [{ message: messageOf(parts, request, entry.item), event: null }];
      return [
        {
          message: null,
          event: { id: `change-${entry.item.id}`, text: historyLine(t, entry.item), at: entry.at },
        },
      ];
    }),
    composer: request.mayReply ? composerOf(parts, request) : null,
    status: statusBadge(t, ticket.status),
    priority: priorityBadge(t, ticket.priority),
    category: request.category,
    assignee: request.assignee ?? t("tickets.customer.nobodyYet"),
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
  };
}

function messageOf(
  { t, locale, base }: RequestParts,
  { actor, ticket, attachments }: CustomerRequest,
  reply: Reply,
): Message {
  const mine = reply.authorKind === "contact" && reply.authorId === actor.id;
  return {
    kind: reply.authorKind,
    id: String(reply.id),
    initials: initialsOf(reply.authorName),
    author: reply.authorName,
    role:
      reply.authorKind === "agent" ? t("tickets.customer.support") : mine ? t("tickets.customer.you") : null,
    at: reply.createdAt,
    html: reply.bodyHtml,
    attachments: attachmentLinks(
      attachments.ofReply.get(reply.id) ?? [],
      `${base}/requests/${ticket.number}`,
      locale,
    ),
  };
}

function composerOf(
  { t, base, csrf, once, uploads, refused }: RequestParts,
  { actor, ticket, draft }: CustomerRequest,
): ReplyComposer {
  const form = `reply-${ticket.number}`;
  const state = richValues(refused ?? { values: draft ?? {}, errors: {} }, "body");
  return {
    id: `reply-form-${ticket.number}`,
    url: `${base}/requests/${ticket.number}/replies`,
    csrf,
    once,
    errors: errorSummary(t, state),
    body: field(t, state, {
      name: "body",
      label: t("tickets.customer.reply"),
      type: "richtext",
      required: true,
      rows: 6,
    }),
    uploads,
    draftUrl: `${base}/drafts/${form}`,
    draftKey: `draft:${ticket.portalId}:${form}:contact-${actor.id}`,
    reopens: !isOpen(ticket.status),
  };
}
