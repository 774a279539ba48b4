import { type Audience, audiencesOf } from "../core/audience.ts";
import type { Actor } from "../core/actor.ts";
import { forbidden } from "../core/errors.ts";
import type { SolutionLine } from "./solution.ts";

/** Who reads: the actor, and whether this customer portal lets guests read at all. */
export interface Reader {
  readonly actor: Actor;
  readonly guestsMayRead: boolean;
}

/** The audiences whose published solutions the reader may find: in lists, in search, in suggestions. */
export const readableAudiences = ({ actor, guestsMayRead }: Reader): readonly Audience[] =>
  actor.kind === "guest" && !guestsMayRead ? [] : audiencesOf(actor);

/** What a reader gets who asks for one solution. "sign-in": it may be for them once we know who they are. */
export function mayRead(
  reader: Reader,
  solution: Pick<SolutionLine, "state" | "audience">,
): "yes" | "sign-in" | "no" {
  if (reader.actor.kind === "agent") return "yes";
  if (solution.state !== "published" || solution.audience === "agents") return "no";
  if (readableAudiences(reader).includes(solution.audience)) return "yes";
  return reader.actor.kind === "guest" ? "sign-in" : "no";
}

export const mayEditSolutions = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("solutions.edit");

/** @throws AppError 403 */
export function assertMayEditSolutions(actor: Actor): void {
  if (!mayEditSolutions(actor)) throw forbidden("editing solutions");
}
