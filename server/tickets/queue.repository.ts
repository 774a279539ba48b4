import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import type { Place, Value } from "./queue.ts";
import { merged, ordered, type Reading } from "./queue-ranges.repository.ts";
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
