import type { Actor } from "../core/actor.ts";
import { forbidden } from "../core/errors.ts";

export const mayViewContacts = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("contacts.view");
export const mayEditContacts = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("contacts.edit");

/** @throws AppError 403 */
export function assertMayViewContacts(actor: Actor): void {
  if (!mayViewContacts(actor)) throw forbidden("the role does not allow to see contacts");
}

/** @throws AppError 403 */
export function assertMayEditContacts(actor: Actor): void {
  if (!mayEditContacts(actor)) throw forbidden("the role does not allow to change contacts");
}
