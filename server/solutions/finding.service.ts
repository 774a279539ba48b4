import type { Scope } from "../core/context.ts";
import { countDocuments, documentsMatching, fold, meaningOf, termsAsked } from "../search/index.ts";
import type { Readable, SolutionLine } from "./solution.ts";
import { solutionsByIds } from "./solutions.repository.ts";

// How many of a word's newest solutions are looked at; far more than a knowledge base has of one word.
const widest = 300;
const fewSolutions = 10;

export interface Found {
  readonly solutions: readonly SolutionLine[];
  /** False when no solution has all of the words, and these have some of them. */
  readonly exact: boolean;
}

/**
 * Solutions for a question, best first: those with every word, else those that share the telling ones. `readable` is what the reader may
 * see; null is the desk, which sees drafts too.
 */
export async function findSolutions(
  scope: Scope,
  readable: Readable | null,
  query: string,
  limit: number,
): Promise<Found> {
  if (readable?.audiences.length === 0) return { solutions: [], exact: true };
  const match = await meaningOf(scope, query);
  const ids = match ? await documentsMatching(scope, ["solution"], match, { limit: widest }) : [];
  const exact = await solutionsByIds(scope, ids, readable);
  if (exact.length > 0) return { solutions: best(exact, termsAsked(query), () => 0, limit), exact: true };
  return { solutions: await sharingWords(scope, readable, query, limit), exact: false };
}

/**
 * A whole sentence hardly ever stands in a solution, so each word adds what it tells: nothing when most solutions have it, much when few
 * do. Kept is what has at least half of the best one's.
 */
async function sharingWords(
  scope: Scope,
  readable: Readable | null,
  query: string,
  limit: number,
): Promise<SolutionLine[]> {
  const terms = termsAsked(query);
  const [count, ...lists] = await Promise.all([
    countDocuments(scope, "solution", widest),
    ...terms.map(async (term) => {
      const match = await meaningOf(scope, term);
      return match ? documentsMatching(scope, ["solution"], match, { limit: widest }) : [];
    }),
  ]);
  // Among few solutions every word tells something.
  const most = Math.max(count, fewSolutions);
  const scores = new Map<number, number>();
  for (const ids of lists)
    for (const id of ids) scores.set(id, (scores.get(id) ?? 0) + Math.log((most + 1) / (ids.length + 0.5)));
  const ids = [...scores]
    .sort((a, b) => b[1] - a[1])
    .slice(0, widest)
    .map(([id]) => id);
  const lines = await solutionsByIds(scope, ids, readable);
  const top = Math.max(...lines.map(({ id }) => scores.get(id) ?? 0));
  const near = lines.filter(({ id }) => (scores.get(id) ?? 0) >= top / 2 && (scores.get(id) ?? 0) > 0.2);
  return best(near, terms, ({ id }) => scores.get(id) ?? 0, limit);
}

/** By score and words in the title, then by what helped most readers. */
function best(
  lines: readonly SolutionLine[],
  terms: readonly string[],
  score: (line: SolutionLine) => number,
  limit: number,
): SolutionLine[] {
  const rank = new Map(
    lines.map((line) => {
      const title = fold(line.title);
      return [line.id, score(line) + terms.filter((term) => title.includes(term)).length];
    }),
  );
  return [...lines]
    .sort(
      (a, b) =>
        (rank.get(b.id) ?? 0) - (rank.get(a.id) ?? 0) ||
        b.helpful - a.helpful ||
        b.views - a.views ||
        b.id - a.id,
    )
    .slice(0, limit);
}
