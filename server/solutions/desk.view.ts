import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Solution, type SolutionLine, type SolutionState, solutionStates } from "./solution.ts";
import { indented, inOrder, type Topic } from "./topic.ts";

export interface DeskPlace {
  readonly t: Translate;
  readonly base: string;
  readonly mayEdit: boolean;
  readonly image: string;
}
interface Badge {
  readonly kind: "status";
  readonly value: string;
  readonly label: string;
}
const stateBadge = (t: Translate, state: SolutionState): Badge => ({
  kind: "status",
  value: state === "published" ? "resolved" : "closed",
  label: t(`solutions.state.${state}`),
});

function helpfulText(t: Translate, { helpful, unhelpful }: SolutionLine): string {
  return helpful + unhelpful === 0
    ? "–"
    : t("solutions.desk.helpfulOf", { helpful, all: helpful + unhelpful });
}

export interface DeskPage {
  readonly heading: string;
  readonly newUrl: string | null;
  readonly topicsUrl: string | null;
  readonly views: readonly { readonly label: string; readonly url: string; readonly current: boolean }[];
  readonly topics: readonly { readonly label: string; readonly url: string; readonly current: boolean }[];
  readonly searchUrl: string;
  readonly query: string;
  readonly rows: readonly {
    readonly title: string;
    readonly url: string;
    readonly topic: string;
    readonly state: Badge;
    readonly audience: string;
    readonly views: number;
    readonly helpful: string;
    readonly updatedAt: Date;
  }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly image: string;
    readonly action: { readonly label: string; readonly url: string } | null;
  } | null;
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  };
}
export const deskPage = view<DeskPage>("solutions/agent/index");

/** What the desk's list shows: one state or topic or the answer to a question. */
export interface DeskFilter {
  readonly state: SolutionState | null;
  readonly topicId: number | null;
  readonly query: string;
}

export function deskModel(
  place: DeskPlace,
  filter: DeskFilter,
  topics: readonly Topic[],
  lines: readonly SolutionLine[],
  more: boolean,
): DeskPage {
  const { t, base, mayEdit, image } = place;
  const own = `${base}/solutions`;
  const plain = filter.query === "" && filter.topicId === null;
  const states = [null, ...solutionStates] as const;
  const parameters = new URLSearchParams({
    ...(filter.state ? { state: filter.state } : {}),
    ...(filter.topicId === null ? {} : { topic: String(filter.topicId) }),
    before: String(lines.at(-1)?.id ?? ""),
  });
  const newUrl = mayEdit ? `${own}/new` : null;
  return {
    heading: topics.find(({ id }) => id === filter.topicId)?.name ?? t("solutions.title"),
    newUrl,
    topicsUrl: mayEdit ? `${own}/topics` : null,
    views: states.map((state) => ({
      label: t(`solutions.desk.${state ?? "all"}`),
      url: state ? `${own}?state=${state}` : own,
      current: plain && filter.state === state,
    })),
    topics: inOrder(topics).map(({ topic, depth }) => ({
      label: indented(topic.name, depth),
      url: `${own}?topic=${topic.id}`,
      current: filter.topicId === topic.id,
    })),
    searchUrl: own,
    query: filter.query,
    rows: lines.map((line) => ({
      title: line.title,
      url: `${own}/${line.id}`,
      topic: line.topicName,
      state: stateBadge(t, line.state),
      audience: t(`solutions.audience.${line.audience}`),
      views: line.views,
      helpful: helpfulText(t, line),
      updatedAt: line.updatedAt,
    })),
    empty:
      lines.length > 0
        ? null
        : {
            title: t("solutions.desk.emptyTitle"),
            text: t(mayEdit ? "solutions.desk.emptyText" : "solutions.desk.emptyTextReadOnly"),
            image,
            action: newUrl ? { label: t("solutions.desk.new"), url: newUrl } : null,
          },
    pagination: {
      previous: null,
      next: more ? `${own}?${parameters.toString()}` : null,
      label: t("solutions.pages"),
    },
  };
}

export interface DeskShowPage {
  readonly backUrl: string;
  readonly editUrl: string | null;
  readonly title: string;
  readonly summary: string;
  readonly bodyHtml: string;
  readonly state: Badge;
  readonly topic: string;
  readonly audience: string;
  readonly views: number;
  readonly helpful: string;
  readonly updatedAt: Date;
}
export const deskShowPage = view<DeskShowPage>("solutions/agent/show");

export const deskShowModel = ({ t, base, mayEdit }: DeskPlace, solution: Solution): DeskShowPage => ({
  backUrl: `${base}/solutions`,
  editUrl: mayEdit ? `${base}/solutions/${solution.id}/edit` : null,
  title: solution.title,
  summary: solution.summary,
  bodyHtml: solution.bodyHtml,
  state: stateBadge(t, solution.state),
  topic: solution.topicName,
  audience: t(`solutions.audience.${solution.audience}`),
  views: solution.views,
  helpful: helpfulText(t, solution),
  updatedAt: solution.updatedAt,
});
