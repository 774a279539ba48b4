import type { Knex } from "knex";
import { type Context, createContext } from "./context.ts";
import { transaction } from "./db.ts";
import type { DomainEvent, EventActor } from "./events.ts";
import { fence, holdsLease, LeaseLostError } from "./lease.ts";
import { log } from "./log.ts";

export interface Delivery {
  /** The outbox row: the same for every delivery of the event, so a stable key for what a listener writes. */
  readonly id: number;
  readonly by: EventActor;
  readonly at: Date;
}

export interface Listener {
  readonly event: string;
  readonly name: string;
  handle(ctx: Context, payload: never, delivery: Delivery): Promise<void>;
}

/**
 * Reacts to an event. Runs in a worker, in a transaction of its own, at least once: what it writes must be the same the second time.
 * `ctx.actor` is the product itself; who caused the event is `delivery.by`.
 */
export function on<P>(
  event: DomainEvent<P>,
  name: string,
  handle: (ctx: Context, payload: P, delivery: Delivery) => Promise<void>,
): Listener {
  return { event: event.name, name, handle: handle as Listener["handle"] };
}

interface OutboxRow {
  id: number;
  portal_id: number;
  name: string;
  payload: string;
  actor: string;
  done: string;
  /** Counting this delivery: with the id it marks our claim. */
  attempts: number;
  created_at: Date;
}

const batchSize = 50;
/** A claim this old belongs to a worker that died. */
const claimSeconds = 60;
/** Then once an hour for ever: an event is never dropped, and `last_error` shows on the status pages. */
const backoffSeconds = [1, 2, 5, 15, 60, 300, 900, 3600];

/**
 * Delivers what is due: claims a batch (rows locked by others are skipped), runs each listener of each event that has not finished with
 * it, deletes the event when all have. A listener that fails does not hold up the others; it is tried again later. When the role is lost
 * meanwhile, what was not begun is given back.
 * @returns how many events were claimed; call again while it is not 0.
 * @throws LeaseLostError when another node has taken over: nothing was claimed.
 */
export async function deliverEvents(db: Knex, listeners: readonly Listener[]): Promise<number> {
  const rows = await claim(db);
  for (const [position, row] of rows.entries()) {
    if (!holdsLease()) {
      await giveBack(db, rows.slice(position));
      return position;
    }
    await deliver(db, row, listeners);
  }
  return rows.length;
}

/** When a term of the role begins: the former holder's claims, and what waits to be tried again, are due now. */
export async function inheritEvents(db: Knex): Promise<void> {
  await transaction({ db }, async (tx) => {
    await fence(tx.db);
    const now = new Date();
    await tx
      .db("outbox")
      .where("available_at", ">", now)
      .where("attempts", ">", 0)
      .update({ available_at: now });
  });
}

const claimed = (db: Knex, { id, attempts }: OutboxRow) => db("outbox").where({ id, attempts });

// As good as it can: the role may have been lost together with the database, and the claims run out by themselves.
async function giveBack(db: Knex, rows: readonly OutboxRow[]): Promise<void> {
  for (const row of rows)
    await claimed(db, row)
      .update({ available_at: new Date(), attempts: row.attempts - 1 })
      .catch((error: unknown) =>
        log.debug({ err: error, eventId: row.id }, "a claim could not be given back"),
      );
}

async function claim(db: Knex): Promise<OutboxRow[]> {
  return transaction({ db }, async (tx) => {
    const now = new Date();
    const rows = (await tx
      .db("outbox")
      .where("available_at", "<=", now)
      .orderBy([{ column: "available_at" }, { column: "id" }])
      .limit(batchSize)
      .forUpdate()
      .skipLocked()) as OutboxRow[];
    if (rows.length === 0) return [];
    await fence(tx.db);
    await tx
      .db("outbox")
      .whereIn(
        "id",
        rows.map((row) => row.id),
      )
      .update({
        available_at: new Date(now.getTime() + claimSeconds * 1000),
        attempts: tx.db.raw("attempts + 1"),
      });
    return rows.map((row) => ({ ...row, attempts: row.attempts + 1 }));
  });
}

async function deliver(db: Knex, row: OutboxRow, listeners: readonly Listener[]): Promise<void> {
  const done = new Set(JSON.parse(row.done) as string[]);
  const due = listeners.filter((listener) => listener.event === row.name && !done.has(listener.name));
  const delivery = { id: row.id, by: JSON.parse(row.actor) as EventActor, at: row.created_at };
  const ctx = createContext({ db, portalId: row.portal_id, actor: { kind: "system" } });
  let failure: Error | undefined;
  for (const listener of due) {
    try {
      await transaction(ctx, async (tx) => {
        await listener.handle(tx, JSON.parse(row.payload) as never, delivery);
        const ours = await claimed(tx.db, row).update({ done: JSON.stringify([...done, listener.name]) });
        // We were frozen for so long that somebody else has claimed it, and does it.
        if (ours !== 1) throw new LeaseLostError();
      });
      done.add(listener.name);
    } catch (error) {
      if (error instanceof LeaseLostError) return;
      failure = error instanceof Error ? error : new Error(String(error));
      log.error(
        { err: error, event: row.name, eventId: row.id, listener: listener.name },
        "a listener failed; it will be tried again",
      );
    }
  }
  if (failure === undefined) {
    await claimed(db, row).delete();
    return;
  }
  const wait = backoffSeconds[Math.min(row.attempts, backoffSeconds.length) - 1] ?? 3600;
  await claimed(db, row).update({
    available_at: new Date(Date.now() + wait * 1000),
    last_error: failure.message.slice(0, 500),
  });
}
