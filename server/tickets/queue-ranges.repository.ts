import type { Column, Conditions, Direction, Place, Plan, Value } from "./queue.ts";
import { priorityOf } from "./queue.ts";

// The SQL of a plan: a page's ids from the beginnings of index ranges.

export interface Reading {
  readonly plan: Plan;
  readonly direction: Direction;
  /** Rows beyond this one only. */
  readonly place: Place | null;
  readonly limit: number;
  /** Only requests that were due before this moment. */
  readonly dueBefore: Date | null;
}

export interface Sql {
  readonly sql: string;
  readonly values: readonly (Value | Date)[];
}

/** The page's own order, over all ranges. */
export const ordered = ({ byPriority, order }: Plan, direction: Direction, prefix: string) =>
  [...(byPriority ? ["priority"] : []), "at", ...(order === "number" ? [] : ["id"])]
    .map((column) => `${prefix}${column} ${direction}`)
    .join(", ");

/** All ranges of the plan, each from its own place on and limited, merged in their order. */
export function merged(portalId: number, reading: Reading, residual: Conditions | null): Sql {
  const { plan, limit, direction } = reading;
  const branches = plan.ranges.flatMap((range) =>
    partsOf(reading, range).map((part) => branch(portalId, reading, range, part, residual)),
  );
  const values = branches.flatMap((each) => each.values);
  const [only] = branches;
  if (!only)
    return {
      sql: "SELECT NULL AS id, NULL AS at, NULL AS priority, 0 AS fits FROM DUAL WHERE 1 = 0",
      values: [],
    };
  if (branches.length === 1) return { sql: only.sql, values };
  const union = branches.map(({ sql }) => `(${sql})`).join(" UNION ALL ");
  return {
    sql: `SELECT * FROM (${union}) AS ranges ORDER BY ${ordered(plan, direction, "")} LIMIT ${limit}`,
    values,
  };
}

/** A condition on where a range is read from; "" reads it from its beginning. */
interface Part {
  readonly sql: string;
  readonly values: readonly (number | Date)[];
  /** What the range is ordered by; the plan's order unless said. */
  readonly order?: readonly string[];
}
const whole: Part = { sql: "", values: [] };

function partsOf({ plan, place, direction, dueBefore }: Reading, range: Plan["ranges"][number]): Part[] {
  const beyond = direction === "asc" ? ">" : "<";
  const sign = direction === "asc" ? 1 : -1;
  // With the priorities as ranges, those before the place are done with and those after it still whole.
  const ahead = plan.byPriority && place ? (priorityOf(range) - (place.priority ?? 0)) * sign : 0;
  if (ahead < 0) return [];
  const from = ahead > 0 ? null : place;
  if (plan.order !== "due_at") return [from ? beyondPlace(plan.order, beyond, from) : whole];
  const dated = !from || from.at === null ? whole : beyondPlace("due_at", beyond, from);
  if (dueBefore) return [{ sql: ` AND due_at < ?${dated.sql}`, values: [dueBefore, ...dated.values] }];
  // Without a due date means before all dates, as the index has it: a range of its own on that side.
  const parts: Part[] = [];
  if (!from || from.at !== null || direction === "asc")
    parts.push({ sql: ` AND due_at IS NOT NULL${dated.sql}`, values: dated.values });
  const undated = from?.at === null ? { sql: ` AND id ${beyond} ?`, values: [from.id] } : whole;
  if (!from || from.at === null || direction === "desc")
    // By id alone: told to sort by what is NULL in all of them as well, MariaDB reads and sorts them all.
    parts.push({ sql: ` AND due_at IS NULL${undated.sql}`, values: undated.values, order: ["id"] });
  return parts;
}

// Not `(a, b) < (?, ?)`: MariaDB reads the range from its beginning for that.
function beyondPlace(column: Plan["order"], beyond: "<" | ">", { at, id }: Place): Part {
  if (column === "number") return { sql: ` AND number ${beyond} ?`, values: [at ?? 0] };
  const moment = new Date(at ?? 0);
  return {
    sql: ` AND ${column} ${beyond}= ? AND (${column} ${beyond} ? OR id ${beyond} ?)`,
    values: [moment, moment, id],
  };
}

function branch(
  portalId: number,
  { plan, direction, limit }: Reading,
  range: Plan["ranges"][number],
  part: Part,
  residual: Conditions | null,
): Sql {
  const given = range.map(([column, value]) => condition(column, [value]));
  const rest = [...(residual ?? [])].map(([column, values]) => condition(column, values));
  const fits = residual ? `, (${rest.map(({ sql }) => sql).join(" AND ") || "1"}) AS fits` : "";
  const order = (part.order ?? (plan.order === "number" ? ["number"] : [plan.order, "id"]))
    .map((column) => `${column} ${direction}`)
    .join(", ");
  return {
    sql: `SELECT id, ${plan.order} AS at, ${plan.byPriority ? "priority" : "0"} AS priority${fits} FROM tickets FORCE INDEX (${plan.index}) WHERE portal_id = ?${given
      .map(({ sql }) => ` AND ${sql}`)
      .join("")}${part.sql} ORDER BY ${order} LIMIT ${limit}`,
    values: [
      ...rest.flatMap(({ values }) => values),
      portalId,
      ...given.flatMap(({ values }) => values),
      ...part.values,
    ],
  };
}

function condition(column: Column, values: readonly Value[]): { sql: string; values: readonly Value[] } {
  const [first = null] = values;
  if (values.length > 1) return { sql: `${column} IN (${values.map(() => "?").join(", ")})`, values };
  return first === null
    ? { sql: `${column} IS NULL`, values: [] }
    : { sql: `${column} = ?`, values: [first] };
}
