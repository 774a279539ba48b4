import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { one, prepared, selected } from "../core/db.ts";
import { isOpen, priorityName, priorityNumber, type Priority, type Status, type Ticket } from "./ticket.ts";

/** This portal's tickets and no others: every query begins here. */
export const tickets = ({ db, portalId }: Scope): Knex.QueryBuilder =>
  db("tickets").where({ "tickets.portal_id": portalId });

export const ticketColumns = {
  id: "tickets.id",
  portalId: "tickets.portal_id",
  number: "tickets.number",
  contactId: "tickets.contact_id",
  accountId: "tickets.account_id",
  categoryId: "tickets.category_id",
  assigneeId: "tickets.assignee_id",
  subject: "tickets.subject",
  status: "tickets.status",
  priority: "tickets.priority",
  replyCount: "tickets.reply_count",
  lastReplyBy: "tickets.last_reply_by",
  lastReplyAt: "tickets.last_reply_at",
  dueAt: "tickets.due_at",
  closedAt: "tickets.closed_at",
  createdAt: "tickets.created_at",
  updatedAt: "tickets.updated_at",
};

export type TicketRow = Omit<Ticket, "priority"> & { priority: number };
export const toTicket = (row: TicketRow): Ticket => ({ ...row, priority: priorityName(row.priority) });

const oneTicket = async (query: Knex.QueryBuilder): Promise<Ticket> =>
  toTicket(
    await one(
      (query.limit(1) as Knex.QueryBuilder).select(ticketColumns) as PromiseLike<TicketRow[]>,
      "ticket",
    ),
  );

const byNumberSql = `SELECT ${selected(ticketColumns)} FROM tickets WHERE tickets.portal_id = ? AND tickets.number = ?`;

/** @throws AppError 404 when this portal has no ticket of that number. */
export const ticketByNumber = async ({ db, portalId }: Scope, number: number): Promise<Ticket> =>
  toTicket(await one(prepared<TicketRow>(db, byNumberSql, [portalId, number]), "ticket"));
export const ticketById = (scope: Scope, id: number): Promise<Ticket> =>
  oneTicket(tickets(scope).where({ "tickets.id": id }));
/** Locks the row until the transaction ends: whatever depends on the ticket's state is decided after this. */
export const ticketForUpdate = (scope: Scope, number: number): Promise<Ticket> =>
  oneTicket(tickets(scope).where({ number }).forUpdate());

/**
 * Takes the portal's next number, given back when the transaction fails: numbers are dense. The counter is held until the transaction
 * ends. Take it before anything is read: the snapshot that a read begins would be older than a number taken meanwhile (error 1020).
 */
export async function takeNumber({ db, portalId }: Scope): Promise<number> {
  const [{ affectedRows, insertId }] = (await db.raw(
    "UPDATE ticket_numbers SET last_number = LAST_INSERT_ID(last_number + 1) WHERE portal_id = ?",
    [portalId],
  )) as [{ affectedRows: number; insertId: number }];
  if (affectedRows === 1) return insertId;
  await db("ticket_numbers").insert({ portal_id: portalId }).onConflict().ignore();
  return takeNumber({ db, portalId });
}

export interface NewTicket {
  readonly number: number;
  readonly contactId: number;
  readonly accountId: number | null;
  readonly categoryId: number | null;
  readonly subject: string;
  readonly priority: Priority;
  readonly dueAt: Date;
  readonly createdAt: Date;
}

/** The row without its replies, under a number from `takeNumber`. */
export async function insertTicket(
  { db, portalId }: Scope,
  ticket: NewTicket,
): Promise<{ id: number; number: number }> {
  const { number } = ticket;
  const [id] = (await db("tickets").insert({
    portal_id: portalId,
    number,
    contact_id: ticket.contactId,
    account_id: ticket.accountId,
    category_id: ticket.categoryId,
    subject: ticket.subject,
    status: "open",
    is_open: true,
    priority: priorityNumber(ticket.priority),
    last_reply_by: "contact",
    last_reply_at: ticket.createdAt,
    due_at: ticket.dueAt,
    created_at: ticket.createdAt,
    updated_at: ticket.createdAt,
  })) as [number];
  return { id, number };
}

/** Keeps on the row what lists show of the conversation. */
export const countReply = (
  scope: Scope,
  ticketId: number,
  by: "contact" | "agent",
  at: Date,
): Promise<number> =>
  tickets(scope)
    .where({ id: ticketId })
    .update({
      reply_count: scope.db.raw("reply_count + 1"),
      last_reply_by: by,
      last_reply_at: at,
      updated_at: at,
    }) as unknown as Promise<number>;

export const setStatus = (scope: Scope, ticketId: number, status: Status, at: Date): Promise<number> =>
  tickets(scope)
    .where({ id: ticketId })
    .update({
      status,
      is_open: isOpen(status),
      closed_at: isOpen(status) ? null : at,
      updated_at: at,
    }) as unknown as Promise<number>;

export interface TicketEdit {
  readonly subject?: string;
  readonly assigneeId?: number | null;
  readonly priority?: Priority;
  readonly categoryId?: number | null;
  readonly dueAt?: Date | null;
}

export async function editTicket(scope: Scope, ticketId: number, edit: TicketEdit, at: Date): Promise<void> {
  await tickets(scope)
    .where({ id: ticketId })
    .update({
      ...("subject" in edit ? { subject: edit.subject } : {}),
      ...("assigneeId" in edit ? { assignee_id: edit.assigneeId } : {}),
      ...(edit.priority ? { priority: priorityNumber(edit.priority) } : {}),
      ...("categoryId" in edit ? { category_id: edit.categoryId } : {}),
      ...("dueAt" in edit ? { due_at: edit.dueAt } : {}),
      updated_at: at,
    });
}
