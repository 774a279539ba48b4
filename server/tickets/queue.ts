import { isOpen, type Priority, priorities, priorityNumber, type Status, statuses } from "./ticket.ts";

// Invariant: a page of the queue is read from the beginnings of a few index ranges, each already in the page's order, and merged. A
// range is an index whose columns before its order are all given; a condition on several values is a range for each. So the cost does
// not depend on how many requests there are. Where no index has all conditions, the rest of them is checked row by row, for so many
// rows and no more (`residual`).

/** The saved views: whose requests, in which state. */
export const queueViews = ["mine", "unassigned", "open", "overdue", "all"] as const;
export type QueueView = (typeof queueViews)[number];
export const sorts = ["updated", "number", "priority", "due"] as const;
export type Sort = (typeof sorts)[number];
export type Direction = "asc" | "desc";

export interface Filters {
  readonly statuses: readonly Status[];
  readonly priorities: readonly Priority[];
  readonly categoryId: number | null;
  /** null: anybody; 0: nobody. */
  readonly assigneeId: number | null;
  readonly contactId: number | null;
}
export const noFilters: Filters = {
  statuses: [],
  priorities: [],
  categoryId: null,
  assigneeId: null,
  contactId: null,
};

export type Column = "assignee_id" | "is_open" | "status" | "priority" | "category_id" | "contact_id";
export type Value = string | number | null;
export type Conditions = ReadonlyMap<Column, readonly Value[]>;

interface Index {
  readonly name: string;
  /** What comes between portal_id and the order. */
  readonly columns: readonly Column[];
  readonly order: "updated_at" | "due_at" | "number";
}

/** The most selective first: of two that fit equally well the earlier one is taken. */
const indexes: readonly Index[] = [
  { name: "tickets_contact", columns: ["contact_id"], order: "updated_at" },
  { name: "tickets_assignee", columns: ["assignee_id", "is_open"], order: "updated_at" },
  { name: "tickets_category_open", columns: ["category_id", "is_open"], order: "updated_at" },
  { name: "tickets_priority", columns: ["is_open", "priority"], order: "updated_at" },
  { name: "tickets_status", columns: ["status"], order: "updated_at" },
  { name: "tickets_updated", columns: [], order: "updated_at" },
  { name: "tickets_queue", columns: ["is_open"], order: "updated_at" },
  { name: "tickets_due", columns: ["is_open"], order: "due_at" },
  { name: "tickets_number", columns: [], order: "number" },
  { name: "tickets_open_number", columns: ["is_open"], order: "number" },
];

export interface Plan {
  readonly index: string;
  readonly order: Index["order"];
  /** One range of the index each: column = value. */
  readonly ranges: readonly (readonly (readonly [Column, Value])[])[];
  /** What the index does not know. */
  readonly residual: Conditions;
  /** Sorted by priority first: the ranges are in its order. */
  readonly byPriority: boolean;
}

/** What a view and the filters ask for, or null when they contradict each other and nothing can match. */
export function conditionsOf(view: QueueView, filters: Filters, agentId: number): Conditions | null {
  const conditions = new Map<Column, readonly Value[]>();
  const open = view !== "all";
  if (filters.statuses.length > 0) {
    const wanted = filters.statuses.filter((status) => !open || isOpen(status));
    if (wanted.length === 0) return null;
    // A status says whether it is open, so that the condition on is_open is met already.
    if (wanted.length < statuses.length) conditions.set("status", wanted);
  }
  if (open) conditions.set("is_open", [1]);
  const wantedAgents: Value[] = [];
  if (view === "mine") wantedAgents.push(agentId);
  if (view === "unassigned") wantedAgents.push(null);
  if (filters.assigneeId !== null) wantedAgents.push(filters.assigneeId === 0 ? null : filters.assigneeId);
  if (new Set(wantedAgents).size > 1) return null;
  if (wantedAgents.length > 0) conditions.set("assignee_id", wantedAgents.slice(0, 1));
  if (filters.priorities.length > 0 && filters.priorities.length < priorities.length)
    conditions.set("priority", filters.priorities.map(priorityNumber));
  if (filters.categoryId !== null) conditions.set("category_id", [filters.categoryId]);
  if (filters.contactId !== null) conditions.set("contact_id", [filters.contactId]);
  return conditions;
}

/** How to read these conditions in this order; null when no index has the order at all (priority next to another condition). */
export function planFor(conditions: Conditions, sort: Sort, direction: Direction): Plan | null {
  const order = sort === "due" ? "due_at" : sort === "number" ? "number" : "updated_at";
  const given = new Map(conditions);
  if (sort === "priority" && !given.has("priority")) given.set("priority", [1, 2, 3, 4]);
  // Every request is open or not: an index that asks is read twice.
  const valuesOf = (column: Column) => given.get(column) ?? (column === "is_open" ? [1, 0] : undefined);
  let best: { index: Index; residual: Map<Column, readonly Value[]> } | null = null;
  for (const index of indexes.filter((each) => each.order === order)) {
    if (sort === "priority" && !index.columns.includes("priority")) continue;
    if (!index.columns.every((column) => valuesOf(column) !== undefined)) continue;
    const residual = new Map([...given].filter(([column]) => !index.columns.includes(column)));
    if (given.has("status")) residual.delete("is_open");
    if (best === null || residual.size < best.residual.size) best = { index, residual };
  }
  if (best === null) return null;
  const { index, residual } = best;
  let ranges: (readonly [Column, Value])[][] = [[]];
  for (const column of index.columns)
    ranges = ranges.flatMap((range) =>
      (valuesOf(column) ?? []).map((value) => [...range, [column, value] as const]),
    );
  // A ticket is in one range at most; ranges that cannot have any are not read.
  if (given.has("status")) ranges = ranges.filter((range) => agrees(range, given.get("status") ?? []));
  const byPriority = sort === "priority";
  if (byPriority) ranges.sort((a, b) => (priorityOf(a) - priorityOf(b)) * (direction === "asc" ? 1 : -1));
  return { index: index.name, order, ranges, residual, byPriority };
}

export const priorityOf = (range: Plan["ranges"][number]): number =>
  Number(range.find(([column]) => column === "priority")?.[1] ?? 0);

function agrees(range: Plan["ranges"][number], wanted: readonly Value[]): boolean {
  const open = range.find(([column]) => column === "is_open")?.[1];
  return open === undefined || wanted.some((status) => isOpen(status as Status) === (open === 1));
}

/** The sorts that an index serves completely: only these are offered. Overdue is a range of its own and has its order. */
export function sortsFor(view: QueueView, conditions: Conditions): readonly Sort[] {
  if (view === "overdue") return ["due"];
  return sorts.filter((sort) => {
    const plan = planFor(conditions, sort, "desc");
    return plan !== null && (plan.residual.size === 0 || sort === "updated");
  });
}

export const defaultSort = (view: QueueView): Sort => (view === "overdue" ? "due" : "updated");
/** What is due first, everything else from the top. */
export const defaultDirection = (sort: Sort): Direction => (sort === "due" ? "asc" : "desc");

/** Where a page begins: the place of the row before it (or after it, for a page read backwards). */
export interface Place {
  readonly priority: number | null;
  /** Milliseconds, or the number; null for a request without a due date. */
  readonly at: number | null;
  readonly id: number;
}
export const placeText = ({ priority, at, id }: Place): string => `${priority ?? ""}.${at ?? ""}.${id}`;
/** @returns null for anything that `placeText` did not write. */
export function parsePlace(text: string): Place | null {
  const [, priority, at, id] = /^([1-4]?)\.(\d{0,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (id === undefined) return null;
  return { priority: priority ? Number(priority) : null, at: at ? Number(at) : null, id: Number(id) };
}
