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

/** Events that nobody was told about yet, oldest first; "locked" keeps another worker from telling them too. */
export function untoldEvents(db: Knex, limit: number, lock: "locked" | "" = ""): Promise<HaEvent[]> {
  const query = db("ha_events").whereNull("mailed_at").orderBy("id").limit(limit).select<HaEvent[]>({
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
