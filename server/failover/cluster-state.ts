import { type Cluster, selfOf } from "../cluster/cluster.ts";
import type { NodeHealth } from "./node-health.ts";
import type { ClusterState, FailoverRecord, NodeState, PartState, RoleState } from "./state.ts";
import { summarize } from "./summary.ts";

/** What one agent says of its machine. */
export function nodeState(given: {
  readonly cluster: Cluster;
  readonly role: RoleState;
  readonly health: NodeHealth;
  readonly version: string;
  readonly schema: string;
  /** Parts that the agent itself knows: the virtual address, the clock. */
  readonly more: Readonly<Record<string, PartState>>;
}): NodeState {
  const { cluster, role, health, version, schema, more } = given;
  const { name, kind, address } = selfOf(cluster);
  return {
    node: name,
    kind,
    address,
    version,
    schema,
    role,
    parts: { ...health.parts(), ...more },
    galera: health.galera(),
    redis: health.redis(),
    able: health.able(),
    clock: Date.now(),
  };
}

/** The whole as this agent knows it now. Pure. */
export function clusterState(given: {
  readonly cluster: Cluster;
  readonly own: NodeState;
  /** Whether `own` may act at this moment. */
  readonly holds: boolean;
  readonly peers: ClusterState["nodes"];
  readonly paused: boolean;
  readonly database: "own" | "external";
  readonly history: readonly FailoverRecord[];
  readonly backup: ClusterState["backup"];
}): ClusterState {
  const { cluster, own, holds, peers, paused, database, history, backup } = given;
  const nodes: ClusterState["nodes"] = [{ reachable: true, ...own }, ...peers];
  // Another node compared with its own clock when it answered. Of two, one answered before it noticed: the later term is right.
  const acting = nodes
    .filter((node) => node.reachable)
    .filter(({ node, role }) => (node === own.node ? holds : role.role === "primary" && role.deadline > 0))
    .sort((one, other) => other.role.epoch - one.role.epoch);
  const primary = acting[0]?.node ?? null;
  const epoch = Math.max(...nodes.map((node) => (node.reachable ? node.role.epoch : 0)));
  const { canLoseOne, sentence } = summarize({ nodes, primary, paused, database });
  return {
    id: cluster.id,
    self: own.node,
    profile: cluster.profile,
    vip: cluster.vip && `${cluster.vip.address}/${cluster.vip.prefix}`,
    paused,
    primary,
    epoch,
    nodes: [...nodes].sort((a, b) => order(cluster, a.node) - order(cluster, b.node)),
    canLoseOne,
    sentence,
    history,
    backup,
  };
}

const order = (cluster: Cluster, node: string) => cluster.nodes.findIndex(({ name }) => name === node);
