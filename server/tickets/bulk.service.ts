import type { Context } from "../core/context.ts";
import { AppError, forbidden, InvalidInput } from "../core/errors.ts";
import { type TicketChanges, changeTicket } from "./changes.service.ts";
import { mayActInBulk } from "./tickets.policy.ts";

/** How many of the chosen requests were changed, and why the others were not. */
export interface BulkOutcome {
  readonly changed: number;
  readonly notAllowed: number;
  /** Of another portal, or not there: both look the same. */
  readonly missing: number;
}

/**
 * Changes several requests, each in a transaction of its own: one that may not be changed does not hold up the others.
 * @throws AppError 403 without permission for bulk actions; InvalidInput for an assignee that this portal does not have.
 */
export async function changeTickets(
  ctx: Context,
  numbers: readonly number[],
  changes: TicketChanges,
): Promise<BulkOutcome> {
  if (!mayActInBulk(ctx.actor)) throw forbidden();
  const outcome = { changed: 0, notAllowed: 0, missing: 0 };
  for (const number of numbers) outcome[await changeOne(ctx, number, changes)]++;
  return outcome;
}

async function changeOne(ctx: Context, number: number, changes: TicketChanges): Promise<keyof BulkOutcome> {
  try {
    await changeTicket(ctx, number, changes);
    return "changed";
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof InvalidInput) throw error;
    if (error.status === 403) return "notAllowed";
    if (error.status === 404) return "missing";
    throw error;
  }
}
