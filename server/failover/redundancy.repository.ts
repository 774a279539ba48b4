import type { Knex } from "knex";
import { first } from "../core/db.ts";

export type Redundancy = "lost" | "restored";

/** What was recorded last; null before it was ever there. */
export async function lastRedundancy(db: Knex): Promise<Redundancy | null> {
  const row = await first(
    db("ha_events")
      .whereIn("kind", ["redundancy-lost", "redundancy-restored"])
      .orderBy("id", "desc")
      .limit(1)
      .select<{ kind: string }[]>("kind"),
  );
  return row === null ? null : row.kind === "redundancy-lost" ? "lost" : "restored";
}

/** @param node who serves; @param reason the sentence that people read. */
export async function insertRedundancy(
  db: Knex,
  event: { change: Redundancy; node: string; epoch: number; reason: string; at: Date },
): Promise<void> {
  await db("ha_events").insert({
    at: event.at,
    kind: `redundancy-${event.change}`,
    from_node: event.node,
    to_node: event.node,
    epoch: event.epoch,
    duration_ms: null,
    reason: event.reason.slice(0, 500),
  });
}
