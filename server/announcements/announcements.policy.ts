import type { Actor } from "../core/actor.ts";
import { forbidden } from "../core/errors.ts";

export const mayEditAnnouncements = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("announcements.edit");

/** @throws AppError 403 */
export function assertMayEditAnnouncements(actor: Actor): void {
  if (!mayEditAnnouncements(actor)) throw forbidden("editing announcements");
}
