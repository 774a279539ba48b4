import { excerptOf } from "../core/html.ts";
import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { CannedReply } from "./canned-replies.repository.ts";

interface CannedForm {
  readonly url: string;
  readonly errors: ErrorSummary | null;
  readonly title: Field;
  readonly body: Field;
  readonly button: string;
}
interface ListModel {
  readonly csrf: string;
  readonly replies: readonly { readonly url: string; readonly title: string; readonly excerpt: string }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly action: null;
    readonly image: null;
  };
  readonly form: CannedForm;
}
interface EditModel {
  readonly csrf: string;
  readonly heading: string;
  readonly backUrl: string;
  readonly removalUrl: string;
  readonly form: CannedForm;
}
export const cannedRepliesView = view<ListModel>("tickets/agent/canned-replies");
export const cannedReplyView = view<EditModel>("tickets/agent/canned-reply");

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly state: FormState;
}

const formOf = ({ t, state }: Parts, url: string, button: string): CannedForm => ({
  url,
  button,
  errors: errorSummary(t, state),
  title: field(t, state, {
    name: "title",
    label: t("desk.canned.title"),
    required: true,
    maxlength: 120,
    autocomplete: "off",
  }),
  body: field(t, state, {
    name: "body",
    label: t("desk.canned.text"),
    type: "richtext",
    required: true,
    rows: 6,
  }),
});

export const cannedRepliesModel = (parts: Parts, replies: readonly CannedReply[]): ListModel => ({
  csrf: parts.csrf,
  replies: replies.map(({ id, title, bodyHtml }) => ({
    url: `${parts.base}/canned-replies/${id}`,
    title,
    excerpt: excerptOf(bodyHtml, 120),
  })),
  empty: {
    title: parts.t("desk.canned.empty.title"),
    text: parts.t("desk.canned.empty.text"),
    action: null,
    image: null,
  },
  form: formOf(parts, `${parts.base}/canned-replies`, parts.t("desk.canned.add")),
});

export const cannedReplyModel = (parts: Parts, { id, title }: CannedReply): EditModel => ({
  csrf: parts.csrf,
  heading: title,
  backUrl: `${parts.base}/canned-replies`,
  removalUrl: `${parts.base}/canned-replies/${id}/removal`,
  form: formOf(parts, `${parts.base}/canned-replies/${id}`, parts.t("desk.save")),
});
