import type { Condition } from "./endpoint-watch.ts";

const usable = ({ answer }: Condition) => answer === "serving" || answer === "behind" || answer === "unknown";

/**
 * Which server to use, as its place in the list. The first (this machine's own) whenever it serves: left as soon as it does not while
 * another one does, taken again once it has served for two looks, so that one that is just waking up does not call everybody back.
 * With no better one in sight it stays as it is.
 */
export function chooseEndpoint(conditions: readonly Condition[], current: number): number {
  const local = conditions[0];
  if (current !== 0 && local?.answer === "serving" && local.streak >= 2) return 0;
  const now = conditions[current];
  if (now && usable(now)) return current;
  for (const answer of ["serving", "behind"] as const) {
    const found = conditions.findIndex((condition) => condition.answer === answer);
    if (found >= 0) return found;
  }
  return current;
}
