/** A place in the tree of topics. */
export interface Topic {
  readonly id: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly position: number;
}

export const maxDepth = 3;

/** From the top down to the topic itself; stops at a parent that is missing or comes twice. */
export function pathTo(topics: readonly Topic[], id: number): Topic[] {
  const path: Topic[] = [];
  for (let at: number | null = id; at !== null;) {
    const topic = topics.find((each) => each.id === at);
    if (!topic || path.includes(topic)) break;
    path.unshift(topic);
    at = topic.parentId;
  }
  return path;
}

/** The ids of a topic and of everything below it. */
export function branchOf(topics: readonly Topic[], id: number): number[] {
  const ids = [id];
  // Grows while it is walked, each topic once.
  for (const at of ids)
    for (const each of topics) if (each.parentId === at && !ids.includes(each.id)) ids.push(each.id);
  return ids;
}

/** The topics in reading order, each with its depth: 0 at the top. */
export function inOrder<T extends Topic>(
  topics: readonly T[],
  parentId: number | null = null,
  depth = 0,
): { topic: T; depth: number }[] {
  if (depth > maxDepth) return [];
  return topics
    .filter((each) => each.parentId === parentId)
    .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
    .flatMap((topic) => [{ topic, depth }, ...inOrder(topics, topic.id, depth + 1)]);
}

/** Whether the topic may stand below the parent: neither below itself nor too deep. */
export function mayStandBelow(topics: readonly Topic[], id: number | null, parentId: number): boolean {
  if (id !== null && branchOf(topics, id).includes(parentId)) return false;
  const height =
    id === null
      ? 1
      : Math.max(...branchOf(topics, id).map((each) => pathTo(topics, each).length)) -
        pathTo(topics, id).length +
        1;
  return pathTo(topics, parentId).length + height <= maxDepth;
}

/** A select and a narrow column show the tree by signs alone. */
export const indented = (name: string, depth: number): string => "– ".repeat(depth) + name;
