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

/** Notes how it ended. A failed run gives its moment back, so that another node may try. */
export async function endRun(db: Knex, id: number, node: string, outcome: Backup | Error): Promise<void> {
  const failed = outcome instanceof Error;
  await db("backups")
    .where({ id })
    .update({
      finished_at: new Date(),
      ...(failed
        ? { state: "failed", slot: null, detail: outcome.message.slice(0, 500) }
        : {
            state: "done",
            file: outcome.file,
            bytes: outcome.bytes,
            detail: `on ${node}, ${spokenBytes(outcome.bytes)}; ${outcome.verified}`.slice(0, 500),
          }),
    });
}

/** Notes how far a node's archived logs reach: one row per node. */
export async function noteLogs(db: Knex, node: string, until: Date, bytes: number): Promise<void> {
  const row = { started_at: until, finished_at: until, state: "done", bytes };
  await db("backups")
    .insert({ slot: `log:${node}`, node, kind: "log", ...row })
    .onConflict("slot")
    .merge(row);
}
