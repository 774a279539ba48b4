import type { Translate } from "../core/i18n.ts";
import { dateText } from "../core/dates.ts";
import { type Reader, view } from "../core/views.ts";
import { type Direction, queueViews, type Sort } from "./queue.ts";
import { type Bulk, bulkOf, type Filter, filterOf } from "./queue-filters.view.ts";
import type { QueueRow } from "./queue.repository.ts";
import { countedTo } from "./queue-counts.repository.ts";
import type { QueueQuery } from "./queue.schema.ts";
import { first, queueUrl, unfiltered } from "./queue-address.ts";
import type { Desk, QueuePage } from "./queue.service.ts";
import type { SearchPage } from "./queue-search.service.ts";
import { type Badge, priorityBadge, statusBadge } from "./badges.view.ts";

interface Column {
  readonly label: string;
  readonly url: string | null;
  readonly order: "ascending" | "descending" | null;
}
interface Line {
  readonly number: number;
  readonly url: string;
  readonly subject: string;
  readonly unread: boolean;
  readonly overdue: boolean;
  readonly contact: string;
  readonly status: Badge;
  readonly priority: Badge;
  readonly assignee: string;
  /** Not through the helper: its title and date on fifty rows are a tenth of the page. */
  readonly updated: string;
}
interface Empty {
  readonly title: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly url: string } | null;
  readonly image: string | null;
}
interface QueueModel {
  readonly csrf: string;
  readonly heading: string;
  readonly newUrl: string | null;
  readonly views: readonly {
    label: string;
    url: string;
    current: boolean;
    count: string;
    overdue: boolean;
  }[];
  readonly filter: Filter | null;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
  readonly unfinished: boolean;
  readonly empty: Empty;
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  };
  readonly bulk: Bulk | null;
}
export const queueView = view<QueueModel>("tickets/agent/queue");

export interface QueueParts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly now: Date;
  readonly reader: Reader;
  readonly emptyImage: string;
  readonly searchImage: string;
  readonly mayBulk: boolean;
  readonly mayRaise: boolean;
  readonly query: QueueQuery;
  readonly desk: Desk;
}

/** The queue or, with `found`, what a search found. */
export function queueModel(parts: QueueParts, page: QueuePage | null, found: SearchPage | null): QueueModel {
  const { t, base, query, desk } = parts;
  const { rows, previous, next } = page ?? found ?? { rows: [], previous: null, next: null };
  const heading = found ? t("desk.searchHeading", { words: query.q }) : t(`desk.view.${query.view}.heading`);
  const pageUrl = (changes: Partial<QueueQuery>) => queueUrl(base, query, { ...first, ...changes });
  return {
    csrf: parts.csrf,
    heading,
    newUrl: parts.mayRaise ? `${base}/requests/new` : null,
    views: queueViews.map((each) => ({
      label: t(`desk.view.${each}`),
      url: queueUrl(base, query, { ...unfiltered, view: each, sort: null }),
      current: !found && each === query.view,
      count:
        desk.counts[each] > countedTo
          ? t("desk.moreThan", { count: countedTo })
          : t("desk.count", { count: desk.counts[each] }),
      overdue: each === "overdue" && desk.counts[each] > 0,
    })),
    filter: page && filtersOf(parts, page),
    columns: columnsOf(parts, page),
    lines: rows.map((row) => lineOf(parts, row)),
    unfinished: page?.unfinished ?? false,
    empty: emptyOf(parts, found !== null),
    pagination: {
      previous:
        previous === null ? null : found ? pageUrl({ after: previous }) : pageUrl({ before: previous }),
      next: next === null ? null : pageUrl({ after: next }),
      label: t("desk.pages"),
    },
    bulk:
      parts.mayBulk && rows.length > 0
        ? bulkOf(t, `${base}/requests/bulk`, queueUrl("", query).split("?")[1] ?? "", desk.agents)
        : null,
  };
}

function lineOf({ t, now, reader }: QueueParts, row: QueueRow): Line {
  return {
    number: row.number,
    // Relative to the queue's own address: short, fifty times.
    url: `requests/${row.number}`,
    subject: row.subject,
    unread: row.isOpen && row.lastReplyBy === "contact",
    overdue: row.isOpen && row.dueAt !== null && row.dueAt < now,
    contact: row.contact,
    status: statusBadge(t, row.status),
    priority: priorityBadge(t, row.priority),
    assignee: row.assignee ?? "",
    updated: dateText(
      row.updatedAt,
      "relative",
      reader.locale,
      reader.timeZone,
      now.getTime(),
      reader.formats,
    ),
  };
}

function columnsOf({ t, base, query }: QueueParts, page: QueuePage | null): Column[] {
  const column = (name: string, sort: Sort | null = null): Column => {
    const current = page !== null && sort === page.sort;
    const other: Direction = current && page.direction === "desc" ? "asc" : "desc";
    const url =
      page && sort && page.sorts.includes(sort)
        ? queueUrl(base, query, { ...first, sort: `${sort}-${other}` })
        : null;
    return {
      label: t(`desk.column.${name}`),
      url,
      order: current ? (page.direction === "asc" ? "ascending" : "descending") : null,
    };
  };
  return [
    column("id", "number"),
    column("subject"),
    column("contact"),
    column("status"),
    column("priority", "priority"),
    column("assignee"),
    column("updated", "updated"),
  ];
}

const filtersOf = ({ t, base, query, desk }: QueueParts, { sort, direction, sorts }: QueuePage): Filter =>
  filterOf({
    ...{ t, query, sort, direction, sorts },
    ...{ agents: desk.agents, categories: desk.categories, contact: desk.contact },
    urls: {
      clear: queueUrl(base, query, { ...unfiltered }),
      anyContact: queueUrl(base, query, { ...first, contact: null }),
    },
  });

/** Says what an empty list means, and what to do next. */
function emptyOf({ t, base, query, emptyImage, searchImage, mayRaise }: QueueParts, found: boolean): Empty {
  const filtered = queueUrl(base, query, { ...unfiltered }) !== queueUrl(base, query, first);
  if (found)
    return {
      title: t("desk.empty.search.title", { words: query.q }),
      text: t("desk.empty.search.text"),
      action: null,
      image: searchImage,
    };
  if (filtered)
    return {
      title: t("desk.empty.filtered.title"),
      text: t("desk.empty.filtered.text"),
      action: { label: t("desk.filter.clear"), url: queueUrl(base, query, { ...unfiltered }) },
      image: searchImage,
    };
  return {
    title: t(`desk.empty.${query.view}.title`),
    text: t(`desk.empty.${query.view}.text`),
    action:
      query.view === "all" && mayRaise ? { label: t("desk.newRequest"), url: `${base}/requests/new` } : null,
    image: emptyImage,
  };
}
