import type { Knex } from "knex";

/** What this process knows of the role that its machine's failover agent holds. */
export interface Lease {
  /** Whether background work may be done here and now; compared with the clock at each call. */
  holds(): boolean;
  /** Number of the role's current term; each takeover begins a new one. */
  epoch(): number;
}

/** Thrown in a transaction of background work when another node has taken over. */
export class LeaseLostError extends Error {
  constructor() {
    super("another node has taken over; its worker does this work now");
  }
}

let lease: Lease | undefined;

/** Called once by a process whose background work depends on the role. Without it (tests, tools) the work is simply done. */
export function useLease(given: Lease | undefined): void {
  lease = given;
}

/** Whether this process may begin a side effect (send a mail, run a job) right now. */
export const holdsLease = (): boolean => lease?.holds() ?? true;

/** The number of the role's term here; null in a process that does not depend on the role. */
export const leaseTerm = (): number | null => lease?.epoch() ?? null;

// MariaDB only: error 1193 elsewhere.
const frozenSeconds = 3;

/**
 * Ties a transaction of background work to the current term: it cannot commit once another node has taken over, because that node's
 * claim wrote the same row. One per batch, not per job: the row is hot.
 * @throws LeaseLostError
 */
export async function fence(tx: Knex.Transaction): Promise<void> {
  if (!lease) return;
  if (!lease.holds()) throw new LeaseLostError();
  const changed = await tx("ha_fence")
    .where({ id: 1, epoch: lease.epoch() })
    .update({ n: tx.raw("n + 1") });
  if (changed !== 1) throw new LeaseLostError();
  // A process that freezes in here would hold the row that a takeover must write; this way the server ends its transaction.
  await tx.raw(`SET SESSION idle_write_transaction_timeout = ${frozenSeconds}`).catch((error: unknown) => {
    if ((error as { errno?: number }).errno !== 1193) throw error;
  });
}
