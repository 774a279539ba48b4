import type { UploadsField } from "../attachments/index.ts";
import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Category } from "./categories.repository.ts";
import { richValues } from "./rich-values.ts";
import { priorities } from "./ticket.ts";

interface NewRequestModel {
  readonly action: string;
  readonly cancelUrl: string;
  readonly suggestUrl: string;
  readonly csrf: string;
  readonly once: string;
  readonly isContact: boolean;
  readonly errors: ErrorSummary | null;
  readonly name: Field | null;
  readonly email: Field | null;
  readonly subject: Field;
  readonly description: Field;
  readonly category: Field | null;
  readonly priority: Field;
  readonly uploads: UploadsField;
  readonly consent: Field | null;
  readonly draftUrl: string;
  readonly draftKey: string;
  readonly draftFields: string;
}
export const newRequestView = view<NewRequestModel>("tickets/customer/new");

export interface NewRequestParts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly once: string;
  readonly portalId: number;
  /** null: a guest, who says name and address, too. */
  readonly contactId: number | null;
  readonly categories: readonly Category[];
  readonly uploads: UploadsField;
  /** What guests agree to; "" asks nothing. */
  readonly consent: string;
}

export function newRequestModel(parts: NewRequestParts, given: FormState): NewRequestModel {
  const { t, base, contactId } = parts;
  const state = richValues(given, "description");
  const guest = contactId === null;
  const text = (name: string) => t(`tickets.customer.${name}`);
  return {
    action: `${base}/requests`,
    cancelUrl: guest ? base || "/" : `${base}/requests`,
    suggestUrl: `${base}/solutions/suggestions?for=request`,
    csrf: parts.csrf,
    once: parts.once,
    isContact: !guest,
    errors: errorSummary(t, state),
    name: guest
      ? field(t, state, {
          name: "name",
          label: text("name"),
          required: true,
          autocomplete: "name",
          maxlength: 120,
        })
      : null,
    email: guest
      ? field(t, state, {
          name: "email",
          label: text("email"),
          type: "email",
          required: true,
          autocomplete: "email",
          help: text("emailHelp"),
        })
      : null,
    subject: field(t, state, {
      name: "subject",
      label: text("subject"),
      required: true,
      maxlength: 250,
      autocomplete: "off",
    }),
    description: field(t, state, {
      name: "description",
      label: text("description"),
      type: "richtext",
      required: true,
      rows: 10,
    }),
    category:
      parts.categories.length === 0
        ? null
        : field(t, state, {
            name: "categoryId",
            label: text("category"),
            type: "select",
            options: [
              { value: "", label: text("noCategory") },
              ...parts.categories.map(({ id, name }) => ({ value: String(id), label: name })),
            ],
          }),
    priority: field(t, state, {
      name: "priority",
      label: text("priority"),
      type: "select",
      required: true,
      value: "medium",
      options: priorities.map((value) => ({ value, label: t(`tickets.priority.${value}`) })),
    }),
    uploads: parts.uploads,
    consent:
      guest && parts.consent !== ""
        ? field(t, state, { name: "consent", label: parts.consent, type: "checkbox", required: true })
        : null,
    draftUrl: `${base}/drafts/new-request`,
    draftKey: `draft:${parts.portalId}:new-request:${guest ? "guest" : `contact-${contactId}`}`,
    draftFields: `subject description categoryId priority${guest ? " name email" : ""}`,
  };
}
