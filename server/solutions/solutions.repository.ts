import type { Knex } from "knex";
import type { Audience } from "../core/audience.ts";
import type { Scope } from "../core/context.ts";
import { prepared, selected } from "../core/db.ts";
import type { Readable, Solution, SolutionLine, SolutionState } from "./solution.ts";

const lineColumns = {
  id: "solutions.id",
  title: "solutions.title",
  summary: "solutions.summary",
  state: "solutions.state",
  audience: "solutions.audience",
  topicId: "solutions.topic_id",
  topicName: "topics.name",
  views: "solutions.views",
  helpful: "solutions.helpful",
  unhelpful: "solutions.unhelpful",
  updatedAt: "solutions.updated_at",
};

const solutions = ({ db, portalId }: Scope) => db("solutions").where({ "solutions.portal_id": portalId });
// In this order: the few topics tempt the optimizer to begin with them, and then it reads and sorts every solution.
const topicJoin =
  "STRAIGHT_JOIN topics FORCE INDEX (topics_scope) ON topics.portal_id = solutions.portal_id AND topics.id = solutions.topic_id";
const withTopic = (scope: Scope) => solutions(scope).joinRaw(topicJoin);

export async function solutionById(scope: Scope, id: number): Promise<Solution | null> {
  const columns = { ...lineColumns, bodyHtml: "solutions.body_html", createdAt: "solutions.created_at" };
  const [row] = await withTopic(scope).where({ "solutions.id": id }).select<Solution[]>(columns);
  return row ?? null;
}

/** Those of the ids that exist and, when it is given, may be found by the reader; in no order. */
export async function solutionsByIds(
  scope: Scope,
  ids: readonly number[],
  readable: Readable | null,
): Promise<SolutionLine[]> {
  if (ids.length === 0) return [];
  const query = withTopic(scope)
    .whereIn("solutions.id", [...ids])
    .select(lineColumns);
  if (readable)
    query.where({ "solutions.state": "published" }).whereIn("solutions.audience", [...readable.audiences]);
  if (readable?.topicIds) query.whereIn("solutions.topic_id", [...readable.topicIds]);
  return (await query) as SolutionLine[];
}

/** The most read, or the last changed, of what is published for the audiences. */
export async function topSolutions(
  scope: Scope,
  { audiences, topicIds }: Readable,
  by: "views" | "updated_at",
  limit: number,
): Promise<SolutionLine[]> {
  if (audiences.length === 0 || topicIds?.length === 0) return [];
  const among = topicIds ? ` AND solutions.topic_id IN (${topicIds.map(() => "?").join(", ")})` : "";
  // One range of the index for each audience: IN would read and sort all of them.
  const branch = `(SELECT ${selected(lineColumns)} FROM solutions ${topicJoin}
    WHERE solutions.portal_id = ? AND solutions.state = 'published' AND solutions.audience = ?${among}
    ORDER BY solutions.${by} DESC, solutions.id DESC LIMIT ${limit})`;
  const rows = await prepared<SolutionLine>(
    scope.db,
    audiences.map(() => branch).join(" UNION ALL "),
    audiences.flatMap((audience) => [scope.portalId, audience, ...(topicIds ?? [])]),
  );
  const rank = (line: SolutionLine) => (by === "views" ? line.views : line.updatedAt.getTime());
  return rows.sort((a, b) => rank(b) - rank(a) || b.id - a.id).slice(0, limit);
}

/** Published for the audiences in one topic, by title; continues after a title and its id. */
export async function solutionsOfTopic(
  scope: Scope,
  topicId: number,
  { audiences, topicIds }: Readable,
  {
    after,
    limit,
  }: { readonly after?: { readonly title: string; readonly id: number } | undefined; readonly limit: number },
): Promise<SolutionLine[]> {
  if (audiences.length === 0 || topicIds?.includes(topicId) === false) return [];
  const query = withTopic(scope)
    .where({ "solutions.topic_id": topicId, "solutions.state": "published" })
    .whereIn("solutions.audience", [...audiences])
    .orderBy(["solutions.title", "solutions.id"])
    .limit(limit)
    .select(lineColumns);
  if (after)
    query.where((at) =>
      at
        .where("solutions.title", ">", after.title)
        .orWhere((same) => same.where("solutions.title", after.title).where("solutions.id", ">", after.id)),
    );
  return (await query) as SolutionLine[];
}

/** The desk's list: every state, newest first; `before` continues after an id. */
export async function allSolutions(
  scope: Scope,
  filter: {
    readonly state?: SolutionState | undefined;
    readonly topicIds?: readonly number[] | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<SolutionLine[]> {
  const query = withTopic(scope).orderBy("solutions.id", "desc").limit(filter.limit).select(lineColumns);
  if (filter.state) query.where({ "solutions.state": filter.state });
  if (filter.topicIds) query.whereIn("solutions.topic_id", [...filter.topicIds]);
  if (filter.before !== undefined) query.where("solutions.id", "<", filter.before);
  return (await query) as SolutionLine[];
}

type Lock = Pick<Solution, "state" | "updatedAt">;
export async function lockSolution(scope: Scope, id: number): Promise<Lock | null> {
  const [row] = await solutions(scope)
    .where({ id })
    .forUpdate()
    .select<Lock[]>({ state: "state", updatedAt: "updated_at" });
  return row ?? null;
}

export interface SolutionRow {
  readonly topic_id: number;
  readonly title: string;
  readonly summary: string;
  readonly body_html: string;
  readonly state: SolutionState;
  readonly audience: Audience;
  readonly updated_at: Date;
}

export async function insertSolution(
  { db, portalId }: Scope,
  row: SolutionRow & { readonly author_id: number },
): Promise<number> {
  const [id] = (await db("solutions").insert({
    ...row,
    portal_id: portalId,
    created_at: row.updated_at,
  })) as [number];
  return id;
}
export const updateSolution = async (scope: Scope, id: number, row: SolutionRow): Promise<void> =>
  void (await solutions(scope).where({ id }).update(row));
export const deleteSolution = async (scope: Scope, id: number): Promise<void> =>
  void (await solutions(scope).where({ id }).delete());
export const countVote = async (scope: Scope, id: number, vote: "helpful" | "unhelpful"): Promise<void> =>
  void (await solutions(scope).where({ id }).increment(vote, 1));

/** Adds views that were counted elsewhere; `portalId` of each comes from who counted. */
export async function addViews(
  db: Knex,
  counts: readonly { readonly portalId: number; readonly id: number; readonly views: number }[],
): Promise<void> {
  // In one order, so that it can wait for a vote but never deadlock with another run.
  for (const { portalId, id, views } of [...counts].sort((a, b) => a.id - b.id))
    await solutions({ db, portalId }).where({ id }).increment("views", views);
}
