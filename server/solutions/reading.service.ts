import type { Scope } from "../core/context.ts";
import { type Reader, readableFor } from "./solutions.policy.ts";
import type { Readable, SolutionLine } from "./solution.ts";
import { solutionsOfTopic, topSolutions } from "./solutions.repository.ts";
import { allTopics } from "./topics.repository.ts";

/** What the reader may find here; only chosen topics cost a look at the tree. */
export const readableHere = async (scope: Scope, reader: Reader): Promise<Readable> =>
  readableFor(reader, reader.guestTopics === null ? [] : await allTopics(scope));

/** The most read solutions that the reader may see. */
export const popularSolutions = async (
  scope: Scope,
  reader: Reader,
  limit: number,
): Promise<SolutionLine[]> => topSolutions(scope, await readableHere(scope, reader), "views", limit);

/** The solutions last changed that the reader may see. */
export const recentSolutions = async (scope: Scope, reader: Reader, limit: number): Promise<SolutionLine[]> =>
  topSolutions(scope, await readableHere(scope, reader), "updated_at", limit);

const relatedCount = 5;

/** Others in the same topic, the most helpful first. */
export async function relatedSolutions(
  scope: Scope,
  reader: Reader,
  { id, topicId }: { readonly id: number; readonly topicId: number },
): Promise<SolutionLine[]> {
  const lines = await solutionsOfTopic(scope, topicId, await readableHere(scope, reader), { limit: 50 });
  return lines
    .filter((line) => line.id !== id)
    .sort((a, b) => b.helpful - a.helpful || b.views - a.views)
    .slice(0, relatedCount);
}
