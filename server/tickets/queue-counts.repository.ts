import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import { type QueueView, queueViews } from "./queue.ts";

export const countedTo = 1000;
export type Counts = Readonly<Record<QueueView, number>>;

interface Counted {
  readonly index: string;
  readonly where: string;
  readonly values: (agentId: number, now: Date) => readonly (number | Date)[];
}
// FORCE INDEX: left alone, the optimizer reads the whole portal for some of these.
const counted: Readonly<Record<QueueView, Counted>> = {
  mine: {
    index: "tickets_assignee",
    where: " AND assignee_id = ? AND is_open = 1",
    values: (agentId) => [agentId],
  },
  unassigned: {
    index: "tickets_assignee",
    where: " AND assignee_id IS NULL AND is_open = 1",
    values: () => [],
  },
  open: { index: "tickets_queue", where: " AND is_open = 1", values: () => [] },
  overdue: {
    index: "tickets_due",
    where: " AND is_open = 1 AND due_at < ?",
    values: (_agentId, now) => [now],
  },
  all: { index: "tickets_updated", where: "", values: () => [] },
};

/**
 * The 1,001st entry of the range, else all of them counted: at most a thousand entries are read twice and nothing is written. (A count
 * over a derived table of 1,001 rows fills a temporary table first: twice as dear.)
 */
function countSql(view: QueueView): string {
  const { index, where } = counted[view];
  const range = `FROM tickets FORCE INDEX (${index}) WHERE portal_id = ?${where}`;
  return `COALESCE((SELECT ${countedTo + 1} ${range} LIMIT 1 OFFSET ${countedTo}), (SELECT COUNT(*) ${range})) AS \`${view}\``;
}

/** "More than a thousand" is dear to find out and seldom changes: each process believes it for so long. Smaller counts are always true. */
const manyMs = 10_000;
const many = new Map<string, number>();

/** How many requests each view has, counted to 1,001 at most: in one round trip, each on its own index. */
export async function countsOfViews({ db, portalId }: Scope, agentId: number, now: Date): Promise<Counts> {
  const key = (view: QueueView) => `${portalId}:${view === "mine" ? agentId : ""}:${view}`;
  const time = Date.now();
  const asked = queueViews.filter((view) => (many.get(key(view)) ?? 0) <= time);
  const counts = {
    mine: countedTo + 1,
    unassigned: countedTo + 1,
    open: countedTo + 1,
    overdue: countedTo + 1,
    all: countedTo + 1,
  };
  if (asked.length === 0) return counts;
  const values = asked.flatMap((view) => {
    const given = [portalId, ...counted[view].values(agentId, now)];
    return [...given, ...given];
  });
  const [found] = await prepared<Partial<Counts>>(db, `SELECT ${asked.map(countSql).join(", ")}`, values);
  if (many.size > 10_000) many.clear();
  for (const view of asked) {
    counts[view] = found?.[view] ?? 0;
    if (counts[view] > countedTo) many.set(key(view), time + manyMs);
  }
  return counts;
}
