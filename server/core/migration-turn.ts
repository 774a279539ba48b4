import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";

const table = "migration_turn";
const renewMs = 2000;
const lookMs = 500;

interface Turn {
  readonly holder: string;
  readonly seq: number;
}

/**
 * Runs `work` when no other node of the database's group migrates. A lock of the server (GET_LOCK) is each node's own, so the turn is a
 * row, taken by compare-and-set and renewed every two seconds; one that was not renewed for `staleMs` is anybody's. The caller holds
 * such a lock, so a turn of this very node is left over from a runner that died.
 * @param node name of the database's node. @param patienceMs how long to wait for another node.
 * @throws Error when another node does not finish in time.
 */
export async function inTurn<T>(
  db: Knex,
  node: string,
  work: () => Promise<T>,
  { staleMs = 120_000, patienceMs = 180_000 } = {},
): Promise<T> {
  await db.raw(
    `CREATE TABLE IF NOT EXISTS ${table} (id TINYINT PRIMARY KEY, holder VARCHAR(64) NOT NULL, seq BIGINT NOT NULL)`,
  );
  await take(db, node, staleMs, patienceMs);
  const renewal = setInterval(() => {
    // A schema change stops all writes while it lasts; the next renewal makes up for one that failed.
    db(table)
      .where({ id: 1, holder: node })
      .increment("seq", 1)
      .catch(() => undefined);
  }, renewMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await db(table).where({ id: 1, holder: node }).update({ holder: "" });
  }
}

async function take(db: Knex, node: string, staleMs: number, patienceMs: number): Promise<void> {
  const began = performance.now();
  let seen: Turn = { holder: "", seq: -1 };
  let since = began;
  for (;;) {
    const found = await turn(db);
    const now = performance.now();
    if (found.holder !== seen.holder || found.seq !== seen.seq) [seen, since] = [found, now];
    const free = found.holder === "" || found.holder === node || now - since > staleMs;
    if (free && (await claim(db, node, found))) return;
    if (now - began > patienceMs)
      throw new Error(`${found.holder} has been migrating for minutes; wait for it to end and try again`);
    await sleep(lookMs);
  }
}

async function turn(db: Knex): Promise<Turn> {
  const row = (await db(table).where({ id: 1 }).first("holder", "seq")) as Turn | undefined;
  if (row) return row;
  await db(table).insert({ id: 1, holder: "", seq: 0 }).onConflict("id").ignore();
  return { holder: "", seq: 0 };
}

/** @returns whether the turn is ours: nobody else took or renewed it meanwhile. */
async function claim(db: Knex, node: string, { holder, seq }: Turn): Promise<boolean> {
  try {
    const changed = await db(table)
      .where({ id: 1, holder, seq })
      .update({ holder: node, seq: seq + 1 });
    return changed === 1;
  } catch (error) {
    // Another node's claim was committed first.
    if ((error as { errno?: number }).errno === 1213) return false;
    throw error;
  }
}
