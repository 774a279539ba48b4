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

function pageOf(
  { db, portalId }: Scope,
  reading: CustomerReading,
): { sql: string; values: readonly unknown[] } {
  const { whose, filter, sort, direction, place, match, limit } = reading;
  const beyond = direction === "asc" ? ">" : "<";
  // Never input: both are words of ours.
  const table = db.raw(`tickets FORCE INDEX (${indexFor(reading)})`);
  const query = db(table as unknown as string)
    .whereRaw("tickets.portal_id = ?", [portalId])
    .whereRaw(`tickets.${whose.column} = ?`, [whose.id]);
  if (filter !== "all") query.whereRaw(`is_open = ${filter === "open" || isOpen(filter) ? 1 : 0}`);
  if (filter !== "all" && filter !== "open") query.whereRaw("status = ?", [filter]);
  if (place && sort === "number") query.whereRaw(`number ${beyond} ?`, [place.at ?? 0]);
  else if (place) {
    const at = new Date(place.at ?? 0);
    // Not `(a, b) < (?, ?)`: MariaDB reads the range from its beginning for that.
    query.whereRaw(`updated_at ${beyond}= ? AND (updated_at ${beyond} ? OR id ${beyond} ?)`, [
      at,
      at,
      place.id,
    ]);
  }
  if (match) alsoMatching(query, match, ["ticket"], "tickets.id");
  query.orderByRaw(sort === "number" ? `number ${direction}` : `updated_at ${direction}, id ${direction}`);
  const { sql, bindings } = query.select("id").toSQL().toNative();
  return { sql: `${sql} LIMIT ${limit}`, values: bindings };
}

function indexFor({ whose, filter, sort }: CustomerReading): string {
  if (sort === "number") return "tickets_contact_number";
  const owner = whose.column === "contact_id" ? "contact" : "account";
  return filter === "all" ? `tickets_${owner}` : `tickets_${owner}_open`;
}
