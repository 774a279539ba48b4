import { type Attachment, idsTyped, type UploadsField } from "../attachments/index.ts";
import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { CannedReply } from "./canned-replies.repository.ts";
import type { DeskRequest } from "./desk.service.ts";
import { statusesToSendWith } from "./desk.schema.ts";

/** One of the two forms under a conversation. */
export interface Composer {
  /** With the request's number: Turbo carries a form with the same id over to the next page. */
  readonly id: string;
  readonly url: string;
  readonly csrf: string;
  readonly once: string;
  readonly errors: ErrorSummary | null;
  readonly body: Field;
  readonly uploads: UploadsField;
  readonly presenceUrl: string;
  readonly draftUrl: string;
  readonly draftKey: string;
}
export interface ReplyComposer extends Composer {
  readonly status: Field;
  readonly seenReplyId: number;
  readonly canned: readonly { readonly title: string; readonly html: string }[];
  readonly cannedUrl: string | null;
}

/** Which form came back refused, with what was typed. */
export interface Refused {
  readonly form: "reply" | "note";
  readonly state: FormState;
}

export interface ComposerParts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly newOnce: () => string;
  readonly uploads: (id: string, files: readonly Attachment[], errors: FormState["errors"]) => UploadsField;
  readonly mayEditCanned: boolean;
  readonly refused: Refused | null;
  /** Uploaded and not sent yet: what the forms that come back, and the drafts, name. */
  readonly files: readonly Attachment[];
}

function composer(
  parts: ComposerParts,
  name: "reply" | "note",
  request: DeskRequest,
): Composer & { state: FormState } {
  const { t, base, refused } = parts;
  const { ticket, actor, drafts } = request;
  const url = `${base}/requests/${ticket.number}`;
  const mine = refused?.form === name ? refused : null;
  const state = mine?.state ?? { values: { body: "", ...drafts[name] }, errors: {} };
  const kept = new Set(idsTyped(state.values));
  const errors = errorSummary(t, state);
  const form = `${name}-${ticket.number}`;
  return {
    id: `${name}-form-${ticket.number}`,
    url: `${url}/${name === "reply" ? "replies" : "notes"}`,
    csrf: parts.csrf,
    once: parts.newOnce(),
    // Two composers, each with a field named body: they are told apart by their ids.
    errors: errors && {
      ...errors,
      errors: errors.errors.map((each) => ({
        ...each,
        id: each.id.endsWith("attachments") ? `${name}-attachments` : name,
      })),
    },
    body: {
      ...field(t, state, {
        name: "body",
        label: t(`desk.${name}`),
        type: "richtext",
        required: true,
        rows: name === "reply" ? 6 : 3,
      }),
      id: name,
    },
    uploads: parts.uploads(
      `${name}-attachments`,
      parts.files.filter(({ id }) => kept.has(id)),
      state.errors,
    ),
    presenceUrl: `${url}/presence`,
    draftUrl: `${base}/drafts/${form}`,
    draftKey: `draft:${ticket.portalId}:${form}:agent-${actor.id}`,
    state,
  };
}

export function replyComposer(parts: ComposerParts, request: DeskRequest): ReplyComposer {
  const { t, base } = parts;
  const made = composer(parts, "reply", request);
  const options = [
    { value: "", label: t("desk.keepStatus") },
    ...statusesToSendWith.map((each) => ({
      value: each,
      label: t("desk.sendAs", { status: t(`tickets.status.${each}`) }),
    })),
  ];
  return {
    ...made,
    status: {
      ...field(
        t,
        { values: made.state.values, errors: {} },
        { name: "status", label: t("desk.afterSending"), type: "select", required: true, options },
      ),
      id: "reply-status",
    },
    // What the page shows now; a form that came back because of a newer reply shows that one.
    seenReplyId: request.newestReplyId,
    canned: request.canned.map(({ title, bodyHtml }: CannedReply) => ({ title, html: bodyHtml })),
    cannedUrl: parts.mayEditCanned ? `${base}/canned-replies` : null,
  };
}

export const noteComposer = (parts: ComposerParts, request: DeskRequest): Composer =>
  composer(parts, "note", request);
