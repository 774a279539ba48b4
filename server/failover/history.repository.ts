import type { Knex } from "knex";
import type { FailoverRecord } from "./state.ts";

interface EventRow {
  readonly at: Date;
  readonly kind: string;
  readonly from_node: string;
  readonly to_node: string;
  readonly epoch: number | string;
  readonly duration_ms: number | null;
  readonly reason: string;
}

/** What happened to the role and to redundancy, newest first. */
export async function recentFailovers(db: Knex, count: number): Promise<FailoverRecord[]> {
  const rows = await db("ha_events")
    .orderBy("id", "desc")
    .limit(count)
    .select<EventRow[]>("at", "kind", "from_node", "to_node", "epoch", "duration_ms", "reason");
  return rows.map((row) => ({
    at: row.at.toISOString(),
    kind: row.kind,
    from: row.from_node,
    to: row.to_node,
    epoch: Number(row.epoch),
    durationMs: row.duration_ms,
    reason: row.reason,
  }));
}

/** Says why a role was handed over: whoever claims it writes the record, but only its predecessor knew. */
export async function explainSwitchover(
  db: Knex,
  { epoch, kind, reason }: { epoch: number; kind: string; reason: string },
): Promise<void> {
  await db("ha_events")
    .where({ epoch, kind: "switchover" })
    .update({ kind, reason: reason.slice(0, 500) });
}

/** Keeps what a drill measured, for the history and the operators. */
export async function insertDrillResult(
  db: Knex,
  { node, epoch, reason, slowestMs }: { node: string; epoch: number; reason: string; slowestMs: number },
): Promise<void> {
  await db("ha_events").insert({
    at: new Date(),
    kind: "drill-result",
    from_node: node,
    to_node: node,
    epoch,
    duration_ms: slowestMs,
    reason: reason.slice(0, 500),
  });
}
