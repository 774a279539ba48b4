import { type Audience, audiencesOf } from "../core/audience.ts";
import type { Actor } from "../core/actor.ts";
import { forbidden } from "../core/errors.ts";
import type { Readable, SolutionLine } from "./solution.ts";
import { branchOf, type Topic } from "./topic.ts";

/** Who reads: the actor, and what this customer portal lets guests read. */
export interface Reader {
  readonly actor: Actor;
  readonly guestsMayRead: boolean;
  /** The topics that guests may read, with those below them; null: every one. */
  readonly guestTopics: readonly number[] | null;
}

/** The audiences whose published solutions the reader may find: in lists, in search, in suggestions. */
export const readableAudiences = ({ actor, guestsMayRead }: Reader): readonly Audience[] =>
  actor.kind === "guest" && !guestsMayRead ? [] : audiencesOf(actor);

/** What the reader may find; `topics` is the portal's whole tree. */
export const readableFor = (reader: Reader, topics: readonly Topic[]): Readable => ({
  audiences: readableAudiences(reader),
  topicIds:
    reader.actor.kind === "guest" && reader.guestTopics !== null
      ? [...new Set(reader.guestTopics.flatMap((id) => branchOf(topics, id)))]
      : null,
});

/** What a reader gets who asks for one solution. "sign-in": it may be for them once we know who they are. */
export function mayRead(
  reader: Reader,
  solution: Pick<SolutionLine, "state" | "audience" | "topicId">,
  { topicIds }: Pick<Readable, "topicIds">,
): "yes" | "sign-in" | "no" {
  if (reader.actor.kind === "agent") return "yes";
  if (solution.state !== "published" || solution.audience === "agents") return "no";
  const topicOpen = topicIds === null || topicIds.includes(solution.topicId);
  if (topicOpen && readableAudiences(reader).includes(solution.audience)) return "yes";
  return reader.actor.kind === "guest" ? "sign-in" : "no";
}

export const mayEditSolutions = (actor: Actor): boolean =>
  actor.kind === "agent" && actor.may.has("solutions.edit");

/** @throws AppError 403 */
export function assertMayEditSolutions(actor: Actor): void {
  if (!mayEditSolutions(actor)) throw forbidden("editing solutions");
}
