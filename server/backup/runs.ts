import type { Knex } from "knex";
import { spokenBytes } from "./progress.ts";
import type { Backup } from "./full.ts";

/** The newest full backup that was verified. */
export interface LastBackup {
  /** ISO time. */
  readonly at: string;
  /** One sentence for people: on which node, how large, how verified. */
  readonly detail: string;
}

/** What `ClusterState.backup` shows; null before the first. */
export async function lastBackup(db: Knex): Promise<LastBackup | null> {
  const row = await db("backups")
    .where({ kind: "full", state: "done" })
    .orderBy("id", "desc")
    .first<{ finished_at: Date; detail: string } | undefined>("finished_at", "detail");
  return row ? { at: row.finished_at.toISOString(), detail: row.detail } : null;
}

/**
 * Notes that a full backup begins.
 * @param slot the moment of the schedule it is for, null by hand.
 * @returns its number; null when another node has taken that moment.
 */
export async function beginRun(db: Knex, node: string, slot: string | null): Promise<number | null> {
  try {
    const [id] = await db("backups").insert({
      slot,
      node,
      kind: "full",
      state: "running",
      started_at: new Date(),
    });
    return id ?? null;
  } catch (error) {
    // 1213: the other node's row arrived in the same moment.
    if ([1062, 1213].includes((error as { errno?: number }).errno ?? 0)) return null;
    throw error;
  }
}

/** Notes how it ended. A run that failed gives its moment back: another try, here or on another node, may take it. */
export async function endRun(db: Knex, id: number, node: string, outcome: Backup | Error): Promise<void> {
  const run = db("backups").where({ id });
  if (outcome instanceof Error)
    await run.update({
      state: "failed",
      slot: db.raw("CONCAT(slot, ' failed ', id)"),
      finished_at: new Date(),
      detail: outcome.message.slice(0, 500),
    });
  else
    await run.update({
      state: "done",
      finished_at: new Date(),
      file: outcome.file,
      bytes: outcome.bytes,
      detail: `on ${node}, ${spokenBytes(outcome.bytes)}; ${outcome.verified}`.slice(0, 500),
    });
}

/** Ends the notes of runs on a node where none is under way: they were killed hard. */
export async function endKilledRuns(db: Knex, node: string): Promise<void> {
  await db("backups")
    .where({ node, kind: "full", state: "running" })
    .update({ state: "failed", slot: db.raw("CONCAT(slot, ' failed ', id)"), detail: "It was killed." });
}

const retryForMs = 12 * 3_600_000;

/** The moment of the schedule to try again: the newest run was for it, failed, and it is less than half a day ago. Null: none. */
export async function slotToRetry(db: Knex, now: Date): Promise<string | null> {
  const newest = await db("backups")
    .where({ kind: "full" })
    .orderBy("id", "desc")
    .first<{ slot: string | null; state: string } | undefined>("slot", "state");
  const slot = newest?.state === "failed" ? newest.slot?.split(" ")[0] : undefined;
  return slot && now.getTime() - Date.parse(slot) < retryForMs ? slot : null;
}

/** Notes how far a node's archived logs reach: one row per node. */
export async function noteLogs(db: Knex, node: string, until: Date, bytes: number): Promise<void> {
  const row = { started_at: until, finished_at: until, state: "done", bytes };
  await db("backups")
    .insert({ slot: `log:${node}`, node, kind: "log", ...row })
    .onConflict("slot")
    .merge(row);
}
