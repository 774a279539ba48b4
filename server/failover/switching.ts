import type { ClusterState } from "./state.ts";

/** The servers that the role could be handed to now. */
export const candidates = ({ nodes, primary }: ClusterState): string[] =>
  nodes.flatMap((node) =>
    node.reachable &&
    node.kind === "data" &&
    node.node !== primary &&
    node.able.ok &&
    node.takesOrders !== false
      ? [node.node]
      : [],
  );

/** Why the role cannot be handed over now, in a clause for people; null when it can. */
export function mayMove(state: ClusterState): string | null {
  const { primary } = state;
  if (primary === null) return "no server is in charge";
  if (state.paused) return "failover is paused";
  if (candidates(state).length > 0) return null;
  const others = state.nodes.filter(({ kind, node }) => kind === "data" && node !== state.primary);
  const reasons = others.map((node) => {
    if (!node.reachable) return `${node.node} does not answer`;
    if (!node.able.ok) return `${node.node} cannot take over (${node.able.detail})`;
    return `with a database of your own ${node.node} takes over when ${primary} is stopped`;
  });
  return reasons.length > 0 ? reasons.join("; ") : "there is no other server";
}
