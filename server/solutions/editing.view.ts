import { audiences } from "../core/audience.ts";
import {
  type ErrorSummary,
  errorSummary,
  type Field,
  field,
  type FieldSpec,
  type FormState,
} from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Solution, solutionStates } from "./solution.ts";
import { indented, inOrder, type Topic } from "./topic.ts";

export interface EditPage {
  readonly heading: string;
  readonly backUrl: string;
  readonly topicsUrl: string;
  readonly noTopics: boolean;
  readonly csrf: string;
  readonly once: string;
  readonly version: string;
  readonly action: string;
  readonly deleteUrl: string | null;
  readonly errors: ErrorSummary | null;
  readonly texts: readonly Field[];
  readonly choices: readonly Field[];
}
export const editPage = view<EditPage>("solutions/agent/edit");

export function editModel(
  place: { readonly t: Translate; readonly base: string; readonly csrf: string; readonly once: string },
  solution: Solution | null,
  topics: readonly Topic[],
  state: FormState,
): EditPage {
  const { t, base, csrf, once } = place;
  const own = `${base}/solutions`;
  const make = (spec: FieldSpec) => field(t, state, spec);
  const chooseTopic = [
    { value: "", label: t("solutions.chooseTopic") },
    ...inOrder(topics).map(({ topic, depth }) => ({
      value: String(topic.id),
      label: indented(topic.name, depth),
    })),
  ];
  return {
    heading: t(solution ? "solutions.desk.editTitle" : "solutions.desk.new"),
    backUrl: solution ? `${own}/${solution.id}` : own,
    topicsUrl: `${own}/topics`,
    noTopics: topics.length === 0,
    csrf,
    once,
    version:
      typeof state.values.version === "string"
        ? state.values.version
        : String(solution?.updatedAt.getTime() ?? 0),
    action: solution ? `${own}/${solution.id}` : own,
    deleteUrl: solution ? `${own}/${solution.id}/deletion` : null,
    errors: errorSummary(t, state),
    texts: [
      make({
        name: "title",
        label: t("solutions.field.title"),
        required: true,
        maxlength: 200,
        value: solution?.title ?? "",
      }),
      make({
        name: "summary",
        label: t("solutions.field.summary"),
        help: t("solutions.field.summaryHelp"),
        maxlength: 300,
        value: solution?.summary ?? "",
      }),
      make({
        name: "body",
        label: t("solutions.field.body"),
        type: "richtext",
        required: true,
        rows: 18,
        value: solution?.bodyHtml ?? "",
      }),
    ],
    choices: [
      make({
        name: "topicId",
        label: t("solutions.field.topic"),
        type: "select",
        required: true,
        options: chooseTopic,
        value: String(solution?.topicId ?? ""),
      }),
      make({
        name: "audience",
        label: t("solutions.field.audience"),
        type: "select",
        required: true,
        options: audiences.map((value) => ({ value, label: t(`solutions.audience.${value}`) })),
        value: solution?.audience ?? "public",
      }),
      make({
        name: "state",
        label: t("solutions.field.state"),
        type: "select",
        required: true,
        options: solutionStates.map((value) => ({ value, label: t(`solutions.state.${value}`) })),
        value: solution?.state ?? "draft",
      }),
    ],
  };
}
