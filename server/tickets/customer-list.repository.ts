import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import { alsoMatching, type TermMatch } from "../search/index.ts";
import type { CustomerFilter, CustomerListQuery } from "./customer-list.schema.ts";
import type { Place } from "./queue.ts";
import { isOpen, type Status } from "./ticket.ts";

// Invariant: a page is the beginning of one index range that is in the page's order already. Its cost does not depend on how many
// requests there are; a single status alone is checked row by row within the open (or the done) ones.

/** A line of a contact's list. */
export interface CustomerRow {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly status: Status;
  readonly updatedAt: Date;
  readonly contact: string;
}

export interface CustomerReading {
  readonly whose: { readonly column: "contact_id" | "account_id"; readonly id: number };
  readonly filter: CustomerFilter;
  readonly sort: CustomerListQuery["sort"];
  readonly direction: "asc" | "desc";
  /** Rows beyond this one only. */
  readonly place: Place | null;
  readonly match: TermMatch | null;
  readonly limit: number;
}

export async function customerRows(scope: Scope, reading: CustomerReading): Promise<CustomerRow[]> {
  const { sql, values } = pageOf(scope, reading);
  const { sort, direction } = reading;
  const order = sort === "number" ? `t.number ${direction}` : `t.updated_at ${direction}, t.id ${direction}`;
  const text = `SELECT STRAIGHT_JOIN t.id, t.number, t.subject, t.status, t.updated_at AS updatedAt, c.name AS contact
    FROM (${sql}) AS page JOIN tickets t ON t.id = page.id
    JOIN contacts c ON c.portal_id = t.portal_id AND c.id = t.contact_id ORDER BY ${order}`;
  // The few shapes without a search are asked all day; with one, each number of words would be a statement of its own.
  if (!reading.match) return prepared<CustomerRow>(scope.db, text, values);
  return ((await scope.db.raw(text, values as Knex.RawBinding[])) as [CustomerRow[]])[0];
}

interface Sql {
  readonly sql: string;
  readonly values: readonly unknown[];
}

function pageOf({ db, portalId }: Scope, reading: CustomerReading): Sql {
  const { sort, direction, match, limit } = reading;
  const conditions = conditionsOf(portalId, reading);
  const order = sort === "number" ? `number ${direction}` : `updated_at ${direction}, id ${direction}`;
  // Never input: a name of ours.
  const table = `tickets FORCE INDEX (${indexFor(reading)})`;
  if (!match) {
    const where = conditions.map(({ sql }) => sql).join(" AND ");
    return {
      sql: `SELECT id FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ${limit}`,
      values: conditions.flatMap(({ values }) => values),
    };
  }
  const query = db(db.raw(table) as unknown as string);
  for (const { sql, values } of conditions) query.whereRaw(sql, values as Knex.RawBinding[]);
  alsoMatching(query, match, ["ticket"], "tickets.id");
  const { sql, bindings } = query.orderByRaw(order).select("id").toSQL().toNative();
  return { sql: `${sql} LIMIT ${limit}`, values: bindings };
}

function conditionsOf(portalId: number, { whose, filter, sort, direction, place }: CustomerReading): Sql[] {
  const beyond = direction === "asc" ? ">" : "<";
  const conditions: Sql[] = [
    { sql: "tickets.portal_id = ?", values: [portalId] },
    { sql: `tickets.${whose.column} = ?`, values: [whose.id] },
  ];
  if (filter !== "all")
    conditions.push({ sql: `is_open = ${filter === "open" || isOpen(filter) ? 1 : 0}`, values: [] });
  if (filter !== "all" && filter !== "open") conditions.push({ sql: "status = ?", values: [filter] });
  if (place && sort === "number") conditions.push({ sql: `number ${beyond} ?`, values: [place.at ?? 0] });
  else if (place) {
    const at = new Date(place.at ?? 0);
    // Not `(a, b) < (?, ?)`: MariaDB reads the range from its beginning for that.
    const sql = `updated_at ${beyond}= ? AND (updated_at ${beyond} ? OR id ${beyond} ?)`;
    conditions.push({ sql, values: [at, at, place.id] });
  }
  return conditions;
}

function indexFor({ whose, filter, sort }: CustomerReading): string {
  if (sort === "number") return "tickets_contact_number";
  const owner = whose.column === "contact_id" ? "contact" : "account";
  return filter === "all" ? `tickets_${owner}` : `tickets_${owner}_open`;
}
