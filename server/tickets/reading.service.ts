import type { Context, Scope } from "../core/context.ts";
import { agentOf, contactOf, type Person } from "./people.repository.ts";
import type { Status, Ticket } from "./ticket.ts";
import { ticketById, ticketColumns, tickets } from "./tickets.repository.ts";

/** What a notice about a ticket needs. */
export interface TicketForNotice {
  readonly ticket: Ticket;
  readonly contact: Person;
  readonly assignee: Person | null;
}

export async function ticketForNotice(scope: Scope, ticketId: number): Promise<TicketForNotice> {
  const ticket = await ticketById(scope, ticketId);
  const [contact, assignee] = await Promise.all([
    contactOf(scope, ticket.contactId),
    ticket.assigneeId === null ? null : agentOf(scope, ticket.assigneeId),
  ]);
  return { ticket, contact, assignee };
}

export interface OpenRequest {
  readonly number: number;
  readonly subject: string;
  readonly status: Status;
  readonly updatedAt: Date;
}

/** The contact's own open requests, last updated first; empty for anybody else. */
export async function openRequestsOf(ctx: Context, limit: number): Promise<OpenRequest[]> {
  if (ctx.actor.kind !== "contact") return [];
  const { number, subject, status, updatedAt } = ticketColumns;
  return (await tickets(ctx)
    .where({ "tickets.contact_id": ctx.actor.id, "tickets.is_open": true })
    .orderBy([
      { column: "tickets.updated_at", order: "desc" },
      { column: "tickets.id", order: "desc" },
    ])
    .limit(limit)
    .select({ number, subject, status, updatedAt })) as OpenRequest[];
}
