import type { Action } from "../failover/election.ts";
import type { News, Sight, Term } from "../failover/memory.ts";

/** The lease's rows as a database serves them, for simulations. */
export interface Row {
  /** What a statement does when it arrives, whoever still waits for its answer. `term`: of a claim. */
  execute(node: string, action: Action, term: Term): News;
  togglePause(by: string): void;
  counts(): { readonly claims: number; readonly takeovers: number };
}

/**
 * @param now of the simulation, milliseconds.
 * @param compareAndSet whether a claim matches only what was seen.
 * @param staleness how old a read is, milliseconds: a node that was frozen reads what was true seconds ago.
 */
export function createRow(now: () => number, compareAndSet: boolean, staleness: () => number): Row {
  let row: Sight = { holder: "", epoch: 0, seq: 0, pausedBy: "", pauses: 0, takeovers: 0, termMs: 0 };
  const past: { time: number; row: Sight }[] = [{ time: 0, row }];
  let claims = 0;
  const write = (change: Partial<Sight>) => {
    row = { ...row, ...change };
    past.push({ time: now(), row });
  };

  return {
    execute: (node, action, term) => {
      const mine = (epoch: number) => row.holder === node && row.epoch === epoch;
      const next = { seq: row.seq + 1 };
      switch (action.kind) {
        case "renew":
          if (!mine(action.epoch)) return { kind: "refused" };
          write(next);
          return { kind: "renewed", startedAt: 0 };
        case "claim": {
          const { seen, record } = action;
          if (compareAndSet && (row.epoch !== seen.epoch || row.seq !== seen.seq)) return { kind: "refused" };
          const takeovers = row.takeovers + (record.kind === "takeover" ? 1 : 0);
          write({ ...next, holder: node, epoch: seen.epoch + 1, takeovers, termMs: term.ttlMs });
          claims++;
          return { kind: "claimed", startedAt: 0, epoch: row.epoch, term, cause: record.reason };
        }
        case "hand over":
        case "release":
          if (!mine(action.epoch)) return { kind: "refused" };
          write({ ...next, holder: action.kind === "release" ? "" : `>${action.to}` });
          return { kind: "given" };
        default: {
          const then = now() - staleness();
          return { kind: "sight", sight: past.findLast(({ time }) => time <= then)?.row ?? row };
        }
      }
    },
    togglePause: (by) => write({ pausedBy: row.pausedBy === "" ? by : "", pauses: row.pauses + 1 }),
    counts: () => ({ claims, takeovers: row.takeovers }),
  };
}
