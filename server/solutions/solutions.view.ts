import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type SearchBox, searchBox, type SolutionLink, solutionLink } from "./links.view.ts";
import { type Solution, type SolutionLine, topicPath } from "./solution.ts";
import { pathTo, type Topic } from "./topic.ts";

interface Named {
  readonly name: string;
  readonly url: string;
}
interface Crumb {
  readonly label: string;
  readonly url: string;
}
interface Empty {
  readonly title: string;
  readonly text: string;
  readonly image: string | null;
  readonly action: { readonly label: string; readonly url: string } | null;
}

/** Where the page is: what every model needs. `newRequestUrl` is null for who may not submit. */
export interface Place {
  readonly t: Translate;
  readonly base: string;
  readonly newRequestUrl: string | null;
  readonly image: string;
}

export interface IndexPage {
  readonly search: SearchBox;
  readonly topics: readonly (Named & { readonly children: readonly Named[] })[];
  readonly popular: readonly SolutionLink[];
  readonly recent: readonly SolutionLink[];
  readonly empty: Empty | null;
}
export const indexPage = view<IndexPage>("solutions/customer/index");

const named = (base: string, topic: Topic): Named => ({ name: topic.name, url: base + topicPath(topic) });
const childrenOf = (base: string, topics: readonly Topic[], parentId: number | null) =>
  topics
    .filter((each) => each.parentId === parentId)
    .map((topic) => ({ ...named(base, topic), id: topic.id }));

export function indexModel(
  place: Place,
  {
    topics,
    popular,
    recent,
  }: { topics: readonly Topic[]; popular: readonly SolutionLine[]; recent: readonly SolutionLine[] },
): IndexPage {
  const { base } = place;
  return {
    search: searchBox(base),
    topics: childrenOf(base, topics, null).map(({ id, ...topic }) => ({
      ...topic,
      children: childrenOf(base, topics, id),
    })),
    popular: popular.map((line) => solutionLink(base, line)),
    recent: recent.map((line) => solutionLink(base, line)),
    empty:
      topics.length > 0
        ? null
        : {
            title: place.t("solutions.emptyTitle"),
            text: place.t(place.newRequestUrl ? "solutions.emptyText" : "solutions.emptyTextReadOnly"),
            ...way(place),
          },
  };
}

export interface ResultsPage {
  readonly breadcrumb: readonly Crumb[];
  readonly heading: string;
  readonly search: SearchBox;
  readonly results: readonly SolutionLink[];
  readonly note: string | null;
  readonly newRequestUrl: string | null;
  readonly empty: Empty | null;
}
export const resultsPage = view<ResultsPage>("solutions/customer/results");

export function resultsModel(
  place: Place,
  query: string,
  found: { readonly solutions: readonly SolutionLine[]; readonly exact: boolean },
): ResultsPage {
  const { t, base, newRequestUrl } = place;
  const text = t(newRequestUrl ? "solutions.nothingFoundText" : "solutions.nothingFoundTextReadOnly");
  return {
    breadcrumb: crumbs(place, []),
    heading: t("solutions.resultsFor", { query }),
    search: searchBox(base, query),
    results: found.solutions.map((line) => solutionLink(base, line)),
    note: found.exact ? null : t("solutions.someWords"),
    newRequestUrl,
    empty:
      found.solutions.length > 0
        ? null
        : { title: t("solutions.nothingFoundTitle", { query }), text, ...way(place) },
  };
}

/** Where an empty page leads: to asking us, for those who may. */
const way = ({ t, base, newRequestUrl, image }: Place) => ({
  image,
  action: newRequestUrl
    ? { label: t("solutions.submitRequest"), url: newRequestUrl }
    : { label: t("solutions.allSolutions"), url: `${base}/solutions` },
});

const crumbs = ({ t, base }: Place, topics: readonly Topic[]): Crumb[] => [
  { label: t("solutions.title"), url: `${base}/solutions` },
  ...topics.map((topic) => ({ label: topic.name, url: base + topicPath(topic) })),
];

export interface TopicPage {
  readonly breadcrumb: readonly Crumb[];
  readonly name: string;
  readonly children: readonly Named[];
  readonly solutions: readonly SolutionLink[];
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  };
  readonly newRequestUrl: string | null;
}
export const topicPage = view<TopicPage>("solutions/customer/topic");

export function topicModel(
  place: Place,
  topics: readonly Topic[],
  topic: Topic,
  lines: readonly SolutionLine[],
  more: boolean,
): TopicPage {
  const { base, t } = place;
  const last = lines.at(-1);
  return {
    breadcrumb: crumbs(place, pathTo(topics, topic.id).slice(0, -1)),
    name: topic.name,
    children: childrenOf(base, topics, topic.id),
    solutions: lines.map((line) => ({ ...solutionLink(base, line), detail: line.summary || null })),
    pagination: {
      previous: null,
      next: more && last ? `${base}${topicPath(topic)}?after=${last.id}` : null,
      label: t("solutions.pages"),
    },
    newRequestUrl: place.newRequestUrl,
  };
}

export interface ShowPage {
  readonly breadcrumb: readonly Crumb[];
  readonly title: string;
  readonly updatedAt: Date;
  readonly bodyHtml: string;
  readonly csrf: string;
  readonly voteUrl: string;
  readonly related: readonly SolutionLink[];
  readonly newRequestUrl: string | null;
}
export const showPage = view<ShowPage>("solutions/customer/show");

export const showModel = (
  place: Place,
  csrf: string,
  solution: Solution,
  topics: readonly Topic[],
  related: readonly SolutionLine[],
): ShowPage => ({
  breadcrumb: crumbs(place, pathTo(topics, solution.topicId)),
  title: solution.title,
  updatedAt: solution.updatedAt,
  bodyHtml: solution.bodyHtml,
  csrf,
  voteUrl: `${place.base}/solutions/${solution.id}/votes`,
  related: related.map((line) => ({ ...solutionLink(place.base, line), detail: null })),
  newRequestUrl: place.newRequestUrl,
});

export interface Suggestions {
  readonly title: string | null;
  readonly suggestions: readonly { readonly title: string; readonly url: string }[];
}
export const suggestionsFragment = view<Suggestions>("solutions/customer/suggestions");
