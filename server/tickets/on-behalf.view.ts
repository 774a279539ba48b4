import type { UploadsField } from "../attachments/index.ts";
import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Category } from "./categories.repository.ts";
import { priorities } from "./ticket.ts";

interface NewRequestModel {
  readonly csrf: string;
  readonly once: string;
  readonly url: string;
  readonly backUrl: string;
  readonly suggestUrl: string;
  readonly errors: ErrorSummary | null;
  readonly email: Field;
  readonly name: Field | null;
  readonly subject: Field;
  readonly body: Field;
  readonly choices: readonly Field[];
  readonly uploads: UploadsField;
  readonly draftUrl: string;
  readonly draftKey: string;
}
export const newRequestView = view<NewRequestModel>("tickets/agent/new");

export interface Suggestion {
  readonly email: string;
  readonly name: string;
  readonly url: string;
}
export const suggestionsView = view<{ readonly contacts: readonly Suggestion[] }>(
  "tickets/agent/contact-suggestions",
);

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly once: string;
  readonly state: FormState;
  readonly categories: readonly Category[];
  readonly mayAddContact: boolean;
  readonly uploads: UploadsField;
  readonly draftKey: string;
}

export function newRequestModel({
  t,
  base,
  csrf,
  once,
  state,
  categories,
  mayAddContact,
  uploads,
  draftKey,
}: Parts): NewRequestModel {
  const label = (name: string) => t(`desk.new.${name}`);
  const none = { value: "", label: t("desk.noCategory") };
  return {
    ...{ csrf, once, uploads, draftKey },
    url: `${base}/requests`,
    backUrl: `${base}/requests`,
    suggestUrl: `${base}/requests/contacts`,
    draftUrl: `${base}/drafts/new-request`,
    errors: errorSummary(t, state),
    email: field(t, state, {
      name: "email",
      label: label("email"),
      type: "email",
      help: label("emailHelp"),
      required: true,
      autocomplete: "off",
      maxlength: 254,
      autofocus: Object.keys(state.values).length === 0,
    }),
    name: mayAddContact
      ? field(t, state, {
          name: "name",
          label: label("name"),
          help: label("nameHelp"),
          autocomplete: "off",
          maxlength: 120,
        })
      : null,
    subject: field(t, state, {
      name: "subject",
      label: t("desk.column.subject"),
      required: true,
      autocomplete: "off",
    }),
    body: field(t, state, {
      name: "body",
      label: label("description"),
      type: "richtext",
      required: true,
      rows: 8,
    }),
    choices: [
      ...(categories.length === 0
        ? []
        : [
            field(t, state, {
              name: "categoryId",
              label: t("desk.category"),
              type: "select",
              required: true,
              options: [none, ...categories.map(({ id, name }) => ({ value: String(id), label: name }))],
            }),
          ]),
      field(t, state, {
        name: "priority",
        label: t("desk.column.priority"),
        type: "select",
        required: true,
        value: "medium",
        options: priorities.map((each) => ({ value: each, label: t(`tickets.priority.${each}`) })),
      }),
    ],
  };
}
