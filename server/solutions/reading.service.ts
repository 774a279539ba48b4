import type { Scope } from "../core/context.ts";
import { type Reader, readableAudiences } from "./solutions.policy.ts";
import type { SolutionLine } from "./solution.ts";
import { solutionsOfTopic, topSolutions } from "./solutions.repository.ts";

/** The most read solutions that the reader may see. */
export const popularSolutions = (scope: Scope, reader: Reader, limit: number): Promise<SolutionLine[]> =>
  topSolutions(scope, readableAudiences(reader), "views", limit);

/** The solutions last changed that the reader may see. */
export const recentSolutions = (scope: Scope, reader: Reader, limit: number): Promise<SolutionLine[]> =>
  topSolutions(scope, readableAudiences(reader), "updated_at", limit);

const relatedCount = 5;

/** Others in the same topic, the most helpful first. */
export async function relatedSolutions(
  scope: Scope,
  reader: Reader,
  { id, topicId }: { readonly id: number; readonly topicId: number },
): Promise<SolutionLine[]> {
  const lines = await solutionsOfTopic(scope, topicId, readableAudiences(reader), { limit: 50 });
  return lines
    .filter((line) => line.id !== id)
    .sort((a, b) => b.helpful - a.helpful || b.views - a.views)
    .slice(0, relatedCount);
}
