import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { prepared, selected } from "../core/db.ts";
import type { Readable } from "./solution.ts";
import { inOrder, type Topic } from "./topic.ts";

const columns = {
  id: "topics.id",
  parentId: "topics.parent_id",
  name: "topics.name",
  position: "topics.position",
};
const topics = ({ db, portalId }: Scope) => db("topics").where({ "topics.portal_id": portalId });

export const allTopics = async (scope: Scope): Promise<Topic[]> =>
  await topics(scope).orderBy(["topics.position", "topics.name"]).select<Topic[]>(columns);

/** The topics with at least one solution that the reader may find, and the topics above those. */
export async function readableTopics(scope: Scope, { audiences, topicIds }: Readable): Promise<Topic[]> {
  if (audiences.length === 0) return [];
  // One look into each topic; by itself the optimizer reads all that is published, once for every topic.
  const readable = `SELECT 1 FROM solutions FORCE INDEX (solutions_topic) WHERE solutions.portal_id = ? AND solutions.state = 'published'
    AND solutions.topic_id = topics.id AND solutions.audience IN (${audiences.map(() => "?").join(", ")}) LIMIT 1`;
  const rows = await prepared<Topic & { readable: number | null }>(
    scope.db,
    `SELECT ${selected(columns)}, (${readable}) AS readable FROM topics WHERE topics.portal_id = ? ORDER BY topics.position, topics.name`,
    [scope.portalId, ...audiences, scope.portalId],
  );
  const kept = new Set<number>();
  for (const row of rows)
    if (row.readable !== null && (topicIds === null || topicIds.includes(row.id)))
      for (let at: Topic | undefined = row; at && !kept.has(at.id);) {
        kept.add(at.id);
        const { parentId }: Topic = at;
        at = rows.find((each) => each.id === parentId);
      }
  return rows
    .filter(({ id }) => kept.has(id))
    .map(({ id, parentId, name, position }) => ({ id, parentId, name, position }));
}

/** Takes the portal's topics for a change of their tree: one at a time. */
export const lockTopics = async (scope: Scope): Promise<Topic[]> =>
  await topics(scope).orderBy("topics.id").forUpdate().select<Topic[]>(columns);

interface TopicRow {
  readonly parent_id: number | null;
  readonly name: string;
  readonly position: number;
}
export const insertTopic = async ({ db, portalId }: Scope, row: TopicRow): Promise<void> =>
  void (await db("topics").insert({ ...row, portal_id: portalId }));
export const updateTopic = async (scope: Scope, id: number, row: TopicRow): Promise<void> =>
  void (await topics(scope).where({ id }).update(row));
export const deleteTopic = async (scope: Scope, id: number): Promise<void> =>
  void (await topics(scope).where({ id }).delete());

export const topicHasSolutions = async ({ db, portalId }: Scope, id: number): Promise<boolean> =>
  (await db("solutions").where({ portal_id: portalId, topic_id: id }).limit(1).select("id")).length > 0;

/** The tree of topics of one portal again in another; their solutions are not part of it. */
export async function copyTopicRows(db: Knex, from: number, to: number): Promise<void> {
  const rows = await allTopics({ db, portalId: from });
  const copies = new Map<number, number>();
  for (const { topic } of inOrder(rows)) {
    const { parentId, name, position } = topic;
    const parent = parentId === null ? null : (copies.get(parentId) ?? null);
    const [id] = (await db("topics").insert({ portal_id: to, parent_id: parent, name, position })) as [
      number,
    ];
    copies.set(topic.id, id);
  }
}
