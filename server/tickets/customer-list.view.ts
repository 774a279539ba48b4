import { field, type Field } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Badge, statusBadge } from "./badges.view.ts";
import { customerFilters, type CustomerListQuery } from "./customer-list.schema.ts";
import { type CustomerPage, numberSorts } from "./customer-list.service.ts";

interface Column {
  readonly label: string;
  readonly url: string | null;
  readonly order: "ascending" | "descending" | null;
}
interface ListModel {
  readonly heading: string;
  readonly newUrl: string;
  readonly tabs: readonly { readonly label: string; readonly url: string; readonly current: boolean }[];
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly q: string;
  readonly status: Field;
  readonly columns: readonly Column[];
  readonly lines: readonly {
    readonly number: number;
    readonly url: string;
    readonly subject: string;
    readonly contact: string | null;
    readonly status: Badge;
    readonly updatedAt: Date;
  }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly action: { readonly label: string; readonly url: string } | null;
    readonly image: string | null;
  };
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  } | null;
}
export const listView = view<ListModel>("tickets/customer/list");

export interface ListParts {
  readonly t: Translate;
  readonly base: string;
  readonly emptyImage: string;
  readonly searchImage: string;
}

const usual: CustomerListQuery = {
  whose: "mine",
  status: "all",
  sort: "updated",
  direction: "desc",
  q: "",
  after: "",
  before: "",
};
const entriesOf = (query: CustomerListQuery) =>
  (Object.keys(usual) as (keyof CustomerListQuery)[])
    .filter((name) => query[name] !== usual[name])
    .map((name) => ({ name, value: query[name] }));

/** The list's address, with some of the query changed; what is usual is left out. */
function listUrl(base: string, query: CustomerListQuery, changes: Partial<CustomerListQuery>): string {
  const entries = entriesOf({ ...query, after: "", before: "", ...changes }).map(({ name, value }) => [
    name,
    value,
  ]);
  return `${base}/requests${entries.length > 0 ? `?${new URLSearchParams(entries).toString()}` : ""}`;
}

export function listModel(parts: ListParts, page: CustomerPage): ListModel {
  const { t, base } = parts;
  const { query, rows, previous, next } = page;
  const url = (changes: Partial<CustomerListQuery>) => listUrl(base, query, changes);
  const account = query.whose === "account";
  return {
    heading: t("tickets.customer.requests"),
    newUrl: `${base}/requests/new`,
    tabs: page.seesAccount
      ? (["mine", "account"] as const).map((whose) => ({
          label: t(`tickets.customer.whose.${whose}`),
          url: url({ whose, sort: "updated", direction: "desc" }),
          current: whose === query.whose,
        }))
      : [],
    action: `${base}/requests`,
    hidden: entriesOf({ ...query, q: "", status: "all", after: "", before: "" }),
    q: query.q,
    status: field(
      t,
      { values: { status: query.status }, errors: {} },
      {
        name: "status",
        label: t("tickets.customer.status"),
        type: "select",
        required: true,
        options: customerFilters.map((value) => ({ value, label: t(`tickets.customer.filter.${value}`) })),
      },
    ),
    columns: columnsOf(t, query, url),
    lines: rows.map((row) => ({
      number: row.number,
      url: `${base}/requests/${row.number}`,
      subject: row.subject,
      contact: account ? row.contact : null,
      status: statusBadge(t, row.status),
      updatedAt: row.updatedAt,
    })),
    empty: emptyOf(parts, query),
    pagination:
      previous === null && next === null
        ? null
        : {
            previous: previous === null ? null : url({ before: previous }),
            next: next === null ? null : url({ after: next }),
            label: t("tickets.customer.pages"),
          },
  };
}

function columnsOf(
  t: Translate,
  query: CustomerListQuery,
  url: (changes: Partial<CustomerListQuery>) => string,
): Column[] {
  const sorted = (sort: CustomerListQuery["sort"]) => {
    const current = query.sort === sort;
    const direction = current && query.direction === "desc" ? "asc" : "desc";
    const order = query.direction === "asc" ? ("ascending" as const) : ("descending" as const);
    const offered = sort === "updated" || numberSorts(query);
    return { url: offered ? url({ sort, direction }) : null, order: current ? order : null };
  };
  const plain = { url: null, order: null };
  return [
    { label: t("tickets.customer.column.id"), ...sorted("number") },
    { label: t("tickets.customer.subject"), ...plain },
    ...(query.whose === "account" ? [{ label: t("tickets.customer.column.contact"), ...plain }] : []),
    { label: t("tickets.customer.status"), ...plain },
    { label: t("tickets.customer.updated"), ...sorted("updated") },
  ];
}

/** Says what an empty list means, and what to do next. */
function emptyOf(
  { t, base, emptyImage, searchImage }: ListParts,
  query: CustomerListQuery,
): ListModel["empty"] {
  const all = {
    label: t("tickets.customer.showAll"),
    url: listUrl(base, { ...usual, whose: query.whose }, {}),
  };
  if (query.q !== "")
    return {
      title: t("tickets.customer.empty.search.title", { words: query.q }),
      text: t("tickets.customer.empty.search.text"),
      action: all,
      image: searchImage,
    };
  if (query.status !== "all")
    return {
      title: t("tickets.customer.empty.filtered.title"),
      text: t("tickets.customer.empty.filtered.text"),
      action: all,
      image: searchImage,
    };
  return {
    title: t("tickets.customer.empty.title"),
    text: t("tickets.customer.empty.text"),
    action: { label: t("tickets.customer.submitRequest"), url: `${base}/requests/new` },
    image: emptyImage,
  };
}
