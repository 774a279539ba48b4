import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import type { Column, Conditions, Direction, Place, Plan, QueueView, Value } from "./queue.ts";
import { priorityOf } from "./queue.ts";
import { priorityName, type Priority, type Status } from "./ticket.ts";

/** A line of the queue. */
export interface QueueRow {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly isOpen: boolean;
  readonly lastReplyBy: "contact" | "agent";
  readonly dueAt: Date | null;
  readonly updatedAt: Date;
  readonly contact: string;
  readonly assignee: string | null;
}

export interface Reading {
  readonly plan: Plan;
  readonly direction: Direction;
  /** Rows beyond this one only. */
  readonly place: Place | null;
  readonly limit: number;
  /** Only requests that were due before this moment. */
  readonly dueBefore: Date | null;
}

interface Sql {
  readonly sql: string;
  readonly values: readonly (Value | Date)[];
}

const rowSql = `t.id, t.number, t.subject, t.status, t.priority, t.is_open AS isOpen, t.last_reply_by AS lastReplyBy, t.due_at AS dueAt,
  t.updated_at AS updatedAt, c.name AS contact, a.name AS assignee`;
const joinSql = `STRAIGHT_JOIN contacts c ON c.portal_id = t.portal_id AND c.id = t.contact_id LEFT JOIN agents a ON a.id = t.assignee_id`;

type Raw = Omit<QueueRow, "priority" | "isOpen"> & { priority: number; isOpen: number };
const toRow = (row: Raw): QueueRow => ({
  ...row,
  priority: priorityName(row.priority),
  isOpen: row.isOpen === 1,
});

/** The page's ids from the index first, then their rows, contacts and assignees by primary key. */
export async function queueRows({ db, portalId }: Scope, reading: Reading): Promise<QueueRow[]> {
  const { direction, plan } = reading;
  const page = merged(portalId, reading, null);
  const order = ordered(plan, direction, "page.");
  const sql = `SELECT STRAIGHT_JOIN ${rowSql} FROM (${page.sql}) AS page JOIN tickets t ON t.id = page.id ${joinSql} ORDER BY ${order}`;
  // Few shapes of one range, asked all day; every combination of filters would fill the server's memory with statements.
  if (plan.ranges.length === 1) return (await prepared<Raw>(db, sql, page.values)).map(toRow);
  const [rows] = (await db.raw(sql, page.values as Value[])) as [Raw[]];
  return rows.map(toRow);
}

export interface Examined {
  readonly place: Place;
  readonly fits: boolean;
}

/** The next rows of a plan with conditions that its index does not have, each with whether it meets them. */
export async function examineRows({ db, portalId }: Scope, reading: Reading): Promise<Examined[]> {
  const { plan, direction } = reading;
  const { sql, values } = merged(portalId, reading, plan.residual);
  const [rows] = (await db.raw(
    `SELECT id, at, priority, fits FROM (${sql}) AS page ORDER BY ${ordered(plan, direction, "page.")}`,
    values as Value[],
  )) as [{ id: number; at: Date | number | null; priority: number; fits: number }[]];
  return rows.map(({ id, at, priority, fits }) => ({
    place: { id, at: at === null ? null : Number(at), priority: plan.byPriority ? priority : null },
    fits: fits === 1,
  }));
}

/** Rows by their ids, in the order of the ids; ids of other portals have none. */
export async function rowsOfIds({ db, portalId }: Scope, ids: readonly number[]): Promise<QueueRow[]> {
  if (ids.length === 0) return [];
  const sql = `SELECT STRAIGHT_JOIN ${rowSql} FROM tickets t ${joinSql} WHERE t.portal_id = ? AND t.id IN (?)`;
  const [rows] = (await db.raw(sql, [portalId, ids as number[]])) as [Raw[]];
  const byId = new Map(rows.map((row) => [row.id, toRow(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export const countedTo = 1000;
export type Counts = Readonly<Record<QueueView, number>>;
const capped = (index: string, where: string) =>
  `(SELECT COUNT(*) FROM (SELECT 1 FROM tickets FORCE INDEX (${index}) WHERE portal_id = ?${where} LIMIT ${countedTo + 1}) AS some)`;
// FORCE INDEX: left alone, the optimizer reads the whole portal for some of these.
const countsSql = `SELECT ${capped("tickets_assignee", " AND assignee_id = ? AND is_open = 1")} AS mine,
  ${capped("tickets_assignee", " AND assignee_id IS NULL AND is_open = 1")} AS unassigned,
  ${capped("tickets_queue", " AND is_open = 1")} AS open,
  ${capped("tickets_due", " AND is_open = 1 AND due_at < ?")} AS overdue,
  ${capped("tickets_updated", "")} AS \`all\``;

/** How many requests each view has, counted to 1,001 at most: in one round trip, each on its own index. */
export async function countsOfViews({ db, portalId }: Scope, agentId: number, now: Date): Promise<Counts> {
  const [counts] = await prepared<Counts>(db, countsSql, [
    portalId,
    agentId,
    portalId,
    portalId,
    portalId,
    now,
    portalId,
  ]);
  return counts ?? { mine: 0, unassigned: 0, open: 0, overdue: 0, all: 0 };
}

const ordered = ({ byPriority, order }: Plan, direction: Direction, prefix: string) =>
  [...(byPriority ? ["priority"] : []), "at", ...(order === "number" ? [] : ["id"])]
    .map((column) => `${prefix}${column} ${direction}`)
    .join(", ");

/** All ranges of the plan, each from its own place on and limited, merged in their order. */
function merged(portalId: number, reading: Reading, residual: Conditions | null): Sql {
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
  const dated = from?.at == null ? whole : beyondPlace("due_at", beyond, from);
  if (dueBefore) return [{ sql: ` AND due_at < ?${dated.sql}`, values: [dueBefore, ...dated.values] }];
  // Without a due date means before all dates, as the index has it: a range of its own on that side.
  const parts: Part[] = [];
  if (!from || from.at !== null || direction === "asc")
    parts.push({ sql: ` AND due_at IS NOT NULL${dated.sql}`, values: dated.values });
  const undated = from?.at === null ? { sql: ` AND id ${beyond} ?`, values: [from.id] } : whole;
  if (!from || from.at === null || direction === "desc")
    parts.push({ sql: ` AND due_at IS NULL${undated.sql}`, values: undated.values });
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
  const order =
    plan.order === "number" ? `number ${direction}` : `${plan.order} ${direction}, id ${direction}`;
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
