import type { ClusterState } from "./state.ts";
import { type Known, knownCluster } from "./watch.ts";

/** What administrators read on every page while a server more must not be lost; null when all is well, and always on a single machine. */
export function redundancyBanner({ state, away }: Known = knownCluster()): { text: string } | null {
  if (state === null || state.nodes.length < 2) return null;
  if (away !== null) return { text: agentAway(state) };
  return state.canLoseOne ? null : { text: state.sentence };
}

const agentAway = ({ self }: ClusterState) =>
  `The failover agent of ${self} does not answer, so nobody knows whether another server could be lost.`;
