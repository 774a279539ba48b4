import { field, type Field } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Category } from "./categories.repository.ts";
import type { Person } from "./people.repository.ts";
import { type Direction, type QueueView, type Sort } from "./queue.ts";
import type { QueueQuery } from "./queue.schema.ts";
import { isOpen, priorities, statuses } from "./ticket.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}
/** Several of a few, chosen by boxes in a menu. */
export interface ChoiceMenu {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}
export interface Filter {
  readonly view: QueueView;
  readonly menus: readonly ChoiceMenu[];
  readonly category: Field | null;
  readonly assignee: Field | null;
  readonly sort: Field | null;
  readonly contact: { readonly id: number; readonly label: string; readonly clearUrl: string } | null;
  readonly clearUrl: string | null;
}
export interface Bulk {
  readonly url: string;
  /** Where the deed leads back to: the list as it was. */
  readonly query: string;
  readonly statuses: readonly Choice[];
  readonly priorities: readonly Choice[];
  readonly agents: readonly Choice[];
}

interface FilterParts {
  readonly t: Translate;
  readonly query: QueueQuery;
  readonly sort: Sort;
  readonly direction: Direction;
  readonly sorts: readonly Sort[];
  readonly agents: readonly Person[];
  readonly categories: readonly Category[];
  readonly contact: Person | null;
  /** The list without filters, and without the one on the contact. */
  readonly urls: { readonly clear: string; readonly anyContact: string };
}

export function filterOf({
  t,
  query,
  sort,
  direction,
  sorts,
  agents,
  categories,
  contact,
  urls,
}: FilterParts): Filter {
  const offered = statuses.filter((status) => query.view === "all" || isOpen(status));
  const select = (name: string, value: string, options: { value: string; label: string }[]) =>
    field(
      t,
      { values: { [name]: value }, errors: {} },
      { name, label: t(`desk.filter.${name}`), type: "select", required: true, options },
    );
  const any = (label: string) => ({ value: "", label });
  const filtered =
    query.status.length + query.priority.length > 0 ||
    query.category !== null ||
    query.assignee !== null ||
    contact !== null;
  return {
    view: query.view,
    menus: [
      {
        name: "status",
        label: menuLabel(t, "status", offered.filter((each) => query.status.includes(each)).length),
        choices: offered.map((each) => ({
          value: each,
          label: t(`tickets.status.${each}`),
          chosen: query.status.includes(each),
        })),
      },
      {
        name: "priority",
        label: menuLabel(t, "priority", query.priority.length),
        choices: priorities
          .map((each) => ({
            value: each,
            label: t(`tickets.priority.${each}`),
            chosen: query.priority.includes(each),
          }))
          .reverse(),
      },
    ],
    category:
      categories.length === 0
        ? null
        : select("category", String(query.category ?? ""), [
            any(t("desk.filter.anyCategory")),
            ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
          ]),
    assignee:
      query.view === "mine" || query.view === "unassigned"
        ? null
        : select("assignee", query.assignee === 0 ? "none" : String(query.assignee ?? ""), [
            any(t("desk.filter.anybody")),
            { value: "none", label: t("desk.nobody") },
            ...agents.map(({ id, name }) => ({ value: String(id), label: name })),
          ]),
    sort:
      sorts.length === 0
        ? null
        : select(
            "sort",
            `${sort}-${direction}`,
            sorts.flatMap((each) =>
              directionsOf(each).map((way) => ({
                value: `${each}-${way}`,
                label: t(`desk.sort.${each}.${way}`),
              })),
            ),
          ),
    contact: contact && {
      id: contact.id,
      label: t("desk.filter.contact", { name: contact.name }),
      clearUrl: urls.anyContact,
    },
    clearUrl: filtered ? urls.clear : null,
  };
}

const directionsOf = (sort: Sort): readonly Direction[] =>
  sort === "due" ? ["asc", "desc"] : ["desc", "asc"];
const menuLabel = (t: Translate, name: string, count: number) =>
  count === 0 ? t(`desk.filter.${name}`) : t("desk.filter.chosen", { name: t(`desk.filter.${name}`), count });

export function bulkOf(t: Translate, url: string, query: string, agents: readonly Person[]): Bulk {
  const choice = (value: string, label: string) => ({ value, label, chosen: false });
  return {
    url,
    query,
    statuses: statuses.map((each) => choice(each, t(`tickets.status.${each}`))),
    priorities: priorities.map((each) => choice(each, t(`tickets.priority.${each}`))),
    agents: [choice("none", t("desk.nobody")), ...agents.map(({ id, name }) => choice(String(id), name))],
  };
}
