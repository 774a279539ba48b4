import type { Context } from "../core/context.ts";
import { AppError } from "../core/errors.ts";
import { documentsMatching, meaningOf } from "../search/index.ts";
import { type QueueRow, rowsOfIds } from "./queue.repository.ts";
import type { QueueQuery } from "./queue.schema.ts";
import { pageSize } from "./queue.service.ts";
import { assertMayWork } from "./tickets.policy.ts";
import { ticketByNumber } from "./tickets.repository.ts";

export interface SearchPage {
  readonly rows: readonly QueueRow[];
  /** The pages' last ids so far: search only goes forwards, so the way back is remembered in the address. */
  readonly previous: string | null;
  readonly next: string | null;
}
const maxTrail = 30;

/** Requests that have all words in their subject, replies or notes; the newest first. @throws AppError 403 */
export async function searchPage(ctx: Context, { q, after }: QueueQuery): Promise<SearchPage> {
  assertMayWork(ctx.actor);
  const trail = after
    .split("-")
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
  const before = trail.at(-1);
  const match = await meaningOf(ctx, q);
  const ids = match
    ? await documentsMatching(ctx, ["ticket", "ticket-notes"], match, {
        ...(before ? { before } : {}),
        limit: pageSize + 1,
      })
    : [];
  const rows = await rowsOfIds(ctx, ids.slice(0, pageSize));
  const last = ids.length > pageSize ? ids[pageSize - 1] : undefined;
  return {
    rows,
    previous: before ? trail.slice(0, -1).join("-") : null,
    next: last ? [...trail.slice(1 - maxTrail), last].join("-") : null,
  };
}

/** The request that a search names by its number (`#123`, `123`), or null. */
export async function numberAsked(ctx: Context, q: string): Promise<number | null> {
  const number = Number(/^#?\s*(\d{1,9})$/.exec(q)?.[1] ?? 0);
  if (number === 0) return null;
  assertMayWork(ctx.actor);
  try {
    return (await ticketByNumber(ctx, number)).number;
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null;
    throw error;
  }
}
