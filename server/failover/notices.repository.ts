import type { Knex } from "knex";

/** Something that operators are told about. */
export interface HaEvent {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly durationMs: number | null;
  readonly reason: string;
}

/** The reason of a switchover is stored a moment after the claim. */
const unexplainedMs = 3000;

/**
 * Events that nobody was told about yet, oldest first; "locked" keeps another worker from telling them too. Those of the last moments
 * wait; one from the future does not: the clocks of two servers differ.
 */
export function untoldEvents(
  db: Knex,
  limit: number,
  now: Date,
  lock: "locked" | "" = "",
): Promise<HaEvent[]> {
  const query = db("ha_events")
    .whereNull("mailed_at")
    .whereNotBetween("at", [new Date(now.getTime() - unexplainedMs), now])
    .orderBy("id")
    .limit(limit)
    .select<HaEvent[]>({
      id: "id",
      at: "at",
      kind: "kind",
      from: "from_node",
      to: "to_node",
      durationMs: "duration_ms",
      reason: "reason",
    });
  return lock ? query.forUpdate() : query;
}

export async function markTold(db: Knex, ids: readonly number[], at: Date): Promise<void> {
  await db("ha_events").whereIn("id", ids).update({ mailed_at: at });
}
