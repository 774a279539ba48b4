import type { Knex } from "knex";
import { holdsLease, LeaseLostError, leaseTerm } from "./lease.ts";
import { log } from "./log.ts";

/** Work that a worker looks for again and again while its node holds the role: at once when it is nudged, else every second. */
export interface Loop {
  readonly name: string;
  /** Does what is due; returns how much that was, so that the next look follows at once while there was any. */
  readonly step: (db: Knex) => Promise<number>;
  /** Takes back, when a term of the role begins here, what its former holder had claimed and not finished. */
  readonly inherit?: (db: Knex) => Promise<void>;
  /** Lets go of what it holds (connections) when the worker ends. */
  readonly close?: () => void;
}

export interface RunningLoop {
  nudge(): void;
  /** Lets the step that runs finish. */
  stop(): Promise<void>;
}

// A nudge after each commit keeps the delay at milliseconds; the interval catches what a lost nudge would leave.
const pollMs = 1000;

/** Runs the loop until it is stopped. A step that fails is logged and tried again at the next look; one that lost the role just ends. */
export function startLoop(db: Knex, { name, step, inherit, close }: Loop): RunningLoop {
  let inherited: number | null = null;
  let running = true;
  let nudged = false;
  let wake: () => void = () => undefined;
  const look = async (): Promise<number> => {
    if (!holdsLease()) return 0;
    const term = leaseTerm();
    if (term !== inherited) await inherit?.(db);
    inherited = term;
    return step(db);
  };
  const work = async () => {
    while (running) {
      nudged = false;
      const found = await look().catch((error: unknown) => {
        if (error instanceof LeaseLostError) return 0;
        log.error({ err: error, loop: name }, "a worker's step failed; trying again");
        return 0;
      });
      if (found > 0 || nudged) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    close?.();
  };
  const done = work();
  return {
    nudge: () => {
      nudged = true;
      wake();
    },
    stop: async () => {
      running = false;
      wake();
      await done;
    },
  };
}
