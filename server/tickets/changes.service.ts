import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { categoriesOf } from "./categories.repository.ts";
import { agentOf } from "./people.repository.ts";
import { dueAt, isOpen, type Priority, type Status, type Ticket } from "./ticket.ts";
import { ticketAssigned, ticketEdited, ticketStatusChanged } from "./tickets.events.ts";
import { assertMay, assertMaySee, mayAssign, mayClose, mayEdit, mayReopen } from "./tickets.policy.ts";
import { recordChange } from "./changes.repository.ts";
import { editTicket, setStatus, ticketForUpdate } from "./tickets.repository.ts";

/** What an agent may change at once on a request's page or for several requests; what is left out stays. */
export interface TicketChanges {
  readonly status?: Status;
  readonly assigneeId?: number | null;
  readonly priority?: Priority;
  readonly categoryId?: number | null;
  readonly subject?: string;
}

/**
 * Changes a ticket as an agent; only what differs is written, recorded and announced.
 * @throws AppError 403 without permission, InvalidInput for an assignee or category that this portal does not have.
 */
export function changeTicket(ctx: Context, number: number, changes: TicketChanges): Promise<void> {
  return transaction(ctx, async (tx) => {
    const ticket = await ticketForUpdate(tx, number);
    assertMay(tx.actor, ticket, mayEdit(tx.actor));
    if (changes.status) await changeStatus(tx, ticket, changes.status, { withReply: false });
    if (changes.assigneeId !== undefined) await assign(tx, ticket, changes.assigneeId);
    if (changes.priority && changes.priority !== ticket.priority) {
      const due = isOpen(ticket.status) ? dueAt(ticket.createdAt, changes.priority) : ticket.dueAt;
      await editTicket(tx, ticket.id, { priority: changes.priority, dueAt: due }, tx.now);
      await changed(tx, ticket, "priority", ticket.priority, changes.priority);
    }
    if (changes.categoryId !== undefined && changes.categoryId !== ticket.categoryId)
      await categorise(tx, ticket, changes.categoryId);
    if (changes.subject && changes.subject !== ticket.subject) {
      await editTicket(tx, ticket.id, { subject: changes.subject }, tx.now);
      await changed(tx, ticket, "subject", ticket.subject, changes.subject);
    }
  });
}

/** Closes a contact's own request (or one of the account, if they see it). @throws AppError 404, 403 */
export function closeRequest(ctx: Context, number: number): Promise<void> {
  return transaction(ctx, async (tx) => {
    const ticket = await ticketForUpdate(tx, number);
    assertMaySee(tx.actor, ticket);
    // Somebody else was quicker: what was asked for is so.
    if (ticket.status === "closed") return;
    assertMay(tx.actor, ticket, mayClose(tx.actor, ticket));
    await changeStatus(tx, ticket, "closed", { withReply: false });
  });
}

/** Brings a resolved or closed request back. @throws AppError 404, 403 */
export function reopenRequest(ctx: Context, number: number): Promise<void> {
  return transaction(ctx, async (tx) => {
    const ticket = await ticketForUpdate(tx, number);
    assertMaySee(tx.actor, ticket);
    if (isOpen(ticket.status)) return;
    assertMay(tx.actor, ticket, mayReopen(tx.actor, ticket));
    await changeStatus(tx, ticket, "open", { withReply: false });
  });
}

/** For a ticket that is locked and allowed already. Nothing happens when the status stays. */
export async function changeStatus(
  tx: Context,
  ticket: Ticket,
  to: Status,
  { withReply }: { withReply: boolean },
): Promise<void> {
  if (to === ticket.status) return;
  await setStatus(tx, ticket.id, to, tx.now);
  await recordChange(tx, {
    ticketId: ticket.id,
    field: "status",
    from: ticket.status,
    to,
    by: tx.actor,
    at: tx.now,
  });
  await tx.emit(ticketStatusChanged, { ticketId: ticket.id, from: ticket.status, to, withReply });
}

async function assign(tx: Context, ticket: Ticket, assigneeId: number | null): Promise<void> {
  if (assigneeId === ticket.assigneeId) return;
  assertMay(tx.actor, ticket, mayAssign(tx.actor, assigneeId));
  const to = assigneeId === null ? null : await agentOf(tx, assigneeId);
  if (assigneeId !== null && to === null)
    throw new InvalidInput({ assigneeId: { key: "tickets.unknownAgent" } });
  const from = ticket.assigneeId === null ? null : await agentOf(tx, ticket.assigneeId);
  await editTicket(tx, ticket.id, { assigneeId }, tx.now);
  await recordChange(tx, {
    ticketId: ticket.id,
    field: "assignee",
    from: from?.name ?? null,
    to: to?.name ?? null,
    by: tx.actor,
    at: tx.now,
  });
  await tx.emit(ticketAssigned, { ticketId: ticket.id, from: ticket.assigneeId, to: assigneeId });
}

async function categorise(tx: Context, ticket: Ticket, categoryId: number | null): Promise<void> {
  const categories = await categoriesOf(tx);
  const name = (id: number | null) => categories.find((category) => category.id === id)?.name ?? null;
  if (categoryId !== null && name(categoryId) === null)
    throw new InvalidInput({ categoryId: { key: "tickets.unknownCategory" } });
  await editTicket(tx, ticket.id, { categoryId }, tx.now);
  await changed(tx, ticket, "category", name(ticket.categoryId), name(categoryId));
}

async function changed(
  tx: Context,
  ticket: Ticket,
  field: "priority" | "category" | "subject",
  from: string | null,
  to: string | null,
): Promise<void> {
  await recordChange(tx, { ticketId: ticket.id, field, from, to, by: tx.actor, at: tx.now });
  await tx.emit(ticketEdited, { ticketId: ticket.id, field });
}
