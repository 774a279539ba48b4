import type { Actor, AgentActor } from "../core/actor.ts";
import { forbidden, notFound } from "../core/errors.ts";
import { isOpen, type Ticket } from "./ticket.ts";

// Who may act on a ticket of the portal at hand. Pages ask the same questions to decide what to show.

export function maySee(actor: Actor, ticket: Pick<Ticket, "contactId" | "accountId">): boolean {
  switch (actor.kind) {
    case "contact":
      return (
        ticket.contactId === actor.id ||
        (actor.seesAccount && actor.accountId !== null && ticket.accountId === actor.accountId)
      );
    case "agent":
      return actor.may.has("tickets.view");
    case "system":
      return true;
    case "guest":
      return false;
  }
}

export const mayReply = (actor: Actor, ticket: Ticket): boolean =>
  actor.kind === "agent" ? actor.may.has("tickets.reply") : actor.kind === "contact" && maySee(actor, ticket);

export const mayClose = (actor: Actor, ticket: Ticket): boolean =>
  actor.kind === "contact" && maySee(actor, ticket) && ticket.status !== "closed";

export const mayReopen = (actor: Actor, ticket: Ticket): boolean =>
  actor.kind === "contact" && maySee(actor, ticket) && !isOpen(ticket.status);

export const mayEdit = (actor: Actor): boolean => actor.kind === "agent" && actor.may.has("tickets.edit");
export const mayNote = (actor: Actor): boolean => actor.kind === "agent" && actor.may.has("tickets.reply");
/** Taking a request oneself needs no more than editing; giving it to somebody else is a coordinator's. */
export const mayAssign = (actor: Actor, assigneeId: number | null): boolean =>
  actor.kind === "agent" &&
  (actor.may.has("tickets.assign") ||
    (actor.may.has("tickets.edit") && (assigneeId === actor.id || assigneeId === null)));
export const mayActInBulk = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("tickets.bulk");

/** A contact must not learn that a ticket exists which they may not see. */
export function assertMaySee(actor: Actor, ticket: Ticket): void {
  if (maySee(actor, ticket)) return;
  throw actor.kind === "agent" ? forbidden() : notFound("ticket");
}

export function assertMay(actor: Actor, ticket: Ticket, allowed: boolean): void {
  assertMaySee(actor, ticket);
  if (!allowed) throw forbidden();
}

/** The desk's lists and pages. @throws AppError 403 */
export function assertMayWork(actor: Actor): asserts actor is AgentActor {
  if (actor.kind !== "agent" || !actor.may.has("tickets.view")) throw forbidden();
}

/** Writing down what a contact said on the phone needs no more than answering. */
export const mayRaiseForOthers = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("tickets.reply");
export const mayAddContact = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("contacts.edit");
export const mayEditCannedReplies = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("cannedReplies.edit");
