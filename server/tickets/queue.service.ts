import type { Context } from "../core/context.ts";
import { categoriesOf, type Category } from "./categories.repository.ts";
import { agentsOf, contactOf, type Person } from "./people.repository.ts";
import {
  conditionsOf,
  type Direction,
  defaultDirection,
  defaultSort,
  type Filters,
  parsePlace,
  type Place,
  placeText,
  planFor,
  type Sort,
  sortsFor,
} from "./queue.ts";
import { examineRows, queueRows, type QueueRow, rowsOfIds } from "./queue.repository.ts";
import { type Counts, countsOfViews } from "./queue-counts.repository.ts";
import type { Reading } from "./queue-ranges.repository.ts";
import type { QueueQuery } from "./queue.schema.ts";
import { priorityNumber } from "./ticket.ts";
import { assertMayWork } from "./tickets.policy.ts";

export const pageSize = 50;
/** How many rows are looked at for conditions that no index has. Then the page ends, and its next page goes on from there. */
const maxExamined = 5000;

export interface QueuePage {
  readonly rows: readonly QueueRow[];
  /** Places for `before` and `after`; null where there is no page. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The page ended because it had looked at enough, not because it was full. */
  readonly unfinished: boolean;
  readonly sort: Sort;
  readonly direction: Direction;
  readonly sorts: readonly Sort[];
}

export interface Desk {
  readonly counts: Counts;
  readonly categories: readonly Category[];
  readonly agents: readonly Person[];
  readonly contact: Person | null;
}

const filtersOf = (query: QueueQuery): Filters => ({
  statuses: query.status,
  priorities: query.priority,
  categoryId: query.category,
  assigneeId: query.assignee,
  contactId: query.contact,
});

/** What stands around the list: the views' counts, what can be chosen. @throws AppError 403 */
export async function deskAround(ctx: Context, query: QueueQuery): Promise<Desk> {
  assertMayWork(ctx.actor);
  const [counts, categories, agents, contact] = await Promise.all([
    countsOfViews(ctx, ctx.actor.id, ctx.now),
    categoriesOf(ctx),
    agentsOf(ctx),
    query.contact === null ? null : contactOf(ctx, query.contact),
  ]);
  return { counts, categories, agents, contact };
}

/** One page of a view, filtered and sorted. @throws AppError 403 */
export async function queuePage(ctx: Context, query: QueueQuery): Promise<QueuePage> {
  assertMayWork(ctx.actor);
  const { view } = query;
  const conditions = conditionsOf(view, filtersOf(query), ctx.actor.id);
  const sorts = conditions === null ? [] : sortsFor(view, conditions);
  const [wanted, way] = (query.sort?.split("-") ?? []) as [Sort?, Direction?];
  const sort = wanted && sorts.includes(wanted) ? wanted : defaultSort(view);
  const direction = sort === wanted && way ? way : defaultDirection(sort);
  const plan = conditions && planFor(conditions, sort, direction);
  const shape = { sort, direction, sorts };
  if (!plan) return { rows: [], previous: null, next: null, unfinished: false, ...shape };

  const read = { plan, limit: pageSize + 1, dueBefore: view === "overdue" ? ctx.now : null };
  const before = parsePlace(query.before);
  if (before) {
    const backwards = direction === "asc" ? "desc" : "asc";
    const reversed = {
      ...read,
      plan: planFor(conditions, sort, backwards) ?? plan,
      direction: backwards,
      place: before,
    } as const;
    const page = await pageFrom(ctx, reversed);
    // Fewer than a page before it: the list has changed, or its beginning is near. Then the first page says it best.
    if (page.rows.length > pageSize || (page.unfinished && page.rows.length > 0)) {
      const rows = page.rows.slice(0, pageSize).reverse();
      return {
        rows,
        previous: placeOf(rows[0], sort),
        next: placeOf(rows.at(-1), sort),
        unfinished: false,
        ...shape,
      };
    }
  }
  const after = before ? null : parsePlace(query.after);
  const page = await pageFrom(ctx, { ...read, direction, place: after });
  if (after && page.rows.length === 0 && !page.unfinished)
    return queuePage(ctx, { ...query, after: "", before: "" });
  const rows = page.rows.slice(0, pageSize);
  const next = page.rows.length > pageSize ? placeOf(rows.at(-1), sort) : page.last && placeText(page.last);
  return {
    rows,
    previous: after ? (placeOf(rows[0], sort) ?? placeText(after)) : null,
    next,
    unfinished: page.unfinished,
    ...shape,
  };
}

interface Found {
  readonly rows: readonly QueueRow[];
  readonly unfinished: boolean;
  /** Where an unfinished page stopped looking. */
  readonly last: Place | null;
}

async function pageFrom(ctx: Context, reading: Reading): Promise<Found> {
  if (reading.plan.residual.size === 0)
    return { rows: await queueRows(ctx, reading), unfinished: false, last: null };
  const found: Place[] = [];
  let { place } = reading;
  let unfinished = false;
  for (
    let examined = 0, limit = pageSize * 10;
    found.length < reading.limit;
    examined += limit, limit = maxExamined - limit
  ) {
    if (examined >= maxExamined) {
      unfinished = true;
      break;
    }
    const batch = await examineRows(ctx, { ...reading, place, limit });
    found.push(...batch.filter(({ fits }) => fits).map((each) => each.place));
    place = batch.at(-1)?.place ?? place;
    if (batch.length < limit) break;
  }
  const ids = found.slice(0, reading.limit).map(({ id }) => id);
  const rows = await rowsOfIds(ctx, ids);
  return { rows, unfinished, last: unfinished ? place : null };
}

function placeOf(row: QueueRow | undefined, sort: Sort): string | null {
  if (!row) return null;
  const at = sort === "number" ? row.number : (sort === "due" ? row.dueAt : row.updatedAt)?.getTime();
  return placeText({
    priority: sort === "priority" ? priorityNumber(row.priority) : null,
    at: at ?? null,
    id: row.id,
  });
}
