import type { Knex } from "knex";
import { insertRedundancy, lastRedundancy, type Redundancy } from "./redundancy.repository.ts";
import type { ClusterState } from "./state.ts";

/** So long must it stay the same before anybody is told: a restart is no news. */
const steadyMs = 5000;

export interface RedundancyWatch {
  /** @param redundant whether a server may be lost; @param now milliseconds of a monotonic clock. @returns true once it has been steady. */
  steady(redundant: boolean, now: number): boolean;
}

/** Pure: says whether what it is shown has been the same for five seconds. */
export function createRedundancyWatch(): RedundancyWatch {
  let last: { redundant: boolean; since: number } | undefined;
  return {
    steady: (redundant, now) => {
      if (last?.redundant !== redundant) last = { redundant, since: now };
      return now - last.since >= steadyMs;
    },
  };
}

/** What is worth recording. Before it was ever there nothing can be lost: a single machine and a cluster in the making make no noise. */
export function redundancyChange(recorded: Redundancy | null, redundant: boolean): Redundancy | null {
  if (redundant) return recorded === "restored" ? null : "restored";
  return recorded === "restored" ? "lost" : null;
}

/**
 * Records a change of redundancy as an event for history and operators. Called about once a second by the agent of the primary, with a
 * connection of its own; does nothing on the others.
 */
export async function recordRedundancy(
  watch: RedundancyWatch,
  db: Knex,
  state: ClusterState,
  now: number,
): Promise<void> {
  const steady = watch.steady(state.canLoseOne, now);
  if (!steady || state.primary !== state.self) return;
  const change = redundancyChange(await lastRedundancy(db), state.canLoseOne);
  if (change === null) return;
  const { epoch, self: node, sentence: reason } = state;
  await insertRedundancy(db, { change, node, epoch, reason, at: new Date() });
}
