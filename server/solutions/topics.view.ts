import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { indented, inOrder, mayStandBelow, type Topic } from "./topic.ts";

export interface TopicsPage {
  readonly backUrl: string;
  readonly csrf: string;
  readonly rows: readonly {
    readonly name: string;
    readonly place: string;
    readonly editUrl: string;
    readonly editLabel: string;
    readonly deleteUrl: string;
    readonly deleteLabel: string;
  }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly image: string;
    readonly action: null;
  } | null;
  /** What the form below the list does: add a topic, or change the one chosen. */
  readonly heading: string;
  readonly action: string;
  readonly cancelUrl: string | null;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
}
export const topicsPage = view<TopicsPage>("solutions/agent/topics");

export function topicsModel(
  place: { readonly t: Translate; readonly base: string; readonly csrf: string; readonly image: string },
  topics: readonly Topic[],
  chosen: Topic | null,
  state: FormState,
): TopicsPage {
  const { t, base, csrf, image } = place;
  const own = `${base}/solutions/topics`;
  const parents = inOrder(topics)
    .filter(({ topic }) => mayStandBelow(topics, chosen?.id ?? null, topic.id))
    .map(({ topic, depth }) => ({ value: String(topic.id), label: indented(topic.name, depth) }));
  return {
    backUrl: `${base}/solutions`,
    csrf,
    rows: inOrder(topics).map(({ topic, depth }) => ({
      name: topic.name,
      place: indented("", depth),
      editUrl: `${own}/${topic.id}`,
      editLabel: t("solutions.topic.edit", { name: topic.name }),
      deleteUrl: `${own}/${topic.id}/deletion`,
      deleteLabel: t("solutions.topic.deleteName", { name: topic.name }),
    })),
    empty:
      topics.length > 0
        ? null
        : {
            title: t("solutions.topic.emptyTitle"),
            text: t("solutions.topic.emptyText"),
            image,
            action: null,
          },
    heading: t(chosen ? "solutions.topic.editTitle" : "solutions.topic.add"),
    action: chosen ? `${own}/${chosen.id}` : own,
    cancelUrl: chosen ? own : null,
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "name",
        label: t("solutions.topic.name"),
        required: true,
        maxlength: 120,
        value: chosen?.name ?? "",
      }),
      field(t, state, {
        name: "parentId",
        label: t("solutions.topic.parent"),
        type: "select",
        required: true,
        options: [{ value: "", label: t("solutions.topic.top") }, ...parents],
        value: String(chosen?.parentId ?? ""),
      }),
      field(t, state, {
        name: "position",
        label: t("solutions.topic.position"),
        type: "number",
        required: true,
        help: t("solutions.topic.positionHelp"),
        value: String(chosen?.position ?? topics.length),
      }),
    ],
  };
}
