import type { LeaseStore } from "./leases.repository.ts";

/** The keeper's way to the rows: one connection at a time, one call at a time, each with a limit. */
export interface LeaseLine {
  /**
   * Runs `work`, on a new connection when there is none. On any failure the connection is reset, and the next one goes to the next
   * database: an error may mean that this one has left its group.
   * @throws Error from the database, or a sentence when it did not answer in time.
   */
  ask<T>(work: (store: LeaseStore) => Promise<T>): Promise<T>;
  /** Resets the connection at once; a call that is open fails. */
  drop(): void;
}

/**
 * @param connect opens a connection; `attempt` counts the failures so far.
 * @param limitMs for a call. Signing in must be quicker: a living server does it at once even while its group re-forms, and a dead one
 *   must not use up the time that the next has.
 */
export function createLine(connect: (attempt: number) => LeaseStore, limitMs: number): LeaseLine {
  let store: LeaseStore | undefined;
  let failures = 0;
  let cancel: () => void = () => undefined;

  const limited = async <T>(call: Promise<T>, ms: number): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_done, failed) => {
      timer = setTimeout(
        () => failed(new Error(`the database did not answer within ${Math.round(ms)} ms`)),
        ms,
      );
      cancel = () => failed(new Error("the connection was given up"));
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  const discard = (used: LeaseStore | undefined) => {
    used?.abandon();
    if (used === store) store = undefined;
  };

  return {
    ask: async (work) => {
      let used = store;
      try {
        if (!used) {
          used = store = connect(failures);
          await limited(used.ready(), limitMs / 2);
        }
        return await limited(work(used), limitMs);
      } catch (error) {
        failures++;
        discard(used);
        throw error;
      }
    },
    drop: () => {
      discard(store);
      cancel();
    },
  };
}
