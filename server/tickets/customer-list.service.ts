import type { ContactActor } from "../core/actor.ts";
import type { Context } from "../core/context.ts";
import { forbidden } from "../core/errors.ts";
import { meaningOf } from "../search/index.ts";
import { type CustomerReading, type CustomerRow, customerRows } from "./customer-list.repository.ts";
import type { CustomerListQuery } from "./customer-list.schema.ts";
import { type Place, parsePlace, placeText } from "./queue.ts";

export const rowsPerPage = 25;

export interface CustomerPage {
  readonly rows: readonly CustomerRow[];
  /** Where the page before and the one after begin; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  /** What was asked, as far as this contact may have it. */
  readonly query: CustomerListQuery;
  readonly seesAccount: boolean;
}

/** By number an index has the contact's own requests only, all of them. */
export const numberSorts = ({ whose, status }: Pick<CustomerListQuery, "whose" | "status">): boolean =>
  whose === "mine" && status === "all";

/** A page of the contact's requests, or of the account's where the contact sees them. @throws AppError 403 for anybody else. */
export async function customerPage(ctx: Context, asked: CustomerListQuery): Promise<CustomerPage> {
  const { actor } = ctx;
  if (actor.kind !== "contact") throw forbidden();
  const seesAccount = actor.seesAccount && actor.accountId !== null;
  const whose = seesAccount ? asked.whose : "mine";
  const sort = numberSorts({ ...asked, whose }) ? asked.sort : "updated";
  const query = { ...asked, whose, sort } as const;
  const nothing = { rows: [], previous: null, next: null, query, seesAccount };
  const match = query.q === "" ? null : await meaningOf(ctx, query.q);
  if (query.q !== "" && !match) return nothing;
  const backwards = query.before !== "";
  const place = parsePlace(query.before || query.after);
  const found = await customerRows(ctx, {
    whose: ownerOf(actor, whose),
    filter: query.status,
    sort,
    direction: backwards === (query.direction === "desc") ? "asc" : "desc",
    place,
    match,
    limit: rowsPerPage + 1,
  } satisfies CustomerReading);
  const more = found.length > rowsPerPage;
  const rows = found.slice(0, rowsPerPage);
  if (backwards) rows.reverse();
  const placeOf = (row: CustomerRow | undefined): string | null =>
    row
      ? placeText({
          priority: null,
          at: sort === "number" ? row.number : row.updatedAt.getTime(),
          id: row.id,
        } satisfies Place)
      : null;
  return {
    ...nothing,
    rows,
    previous: (backwards ? more : place !== null) ? placeOf(rows[0]) : null,
    next: (backwards ? place !== null : more) ? placeOf(rows.at(-1)) : null,
  };
}

const ownerOf = (actor: ContactActor, whose: "mine" | "account"): CustomerReading["whose"] =>
  whose === "account" && actor.accountId !== null
    ? { column: "account_id", id: actor.accountId }
    : { column: "contact_id", id: actor.id };
