import type { ClusterState } from "./state.ts";
import { type Known, knownCluster } from "./watch.ts";

/** What Prometheus gets of failover, from the last look: never a question on the way. */
export const failoverMetrics = (known: Known = knownCluster(), now = Date.now()): string[] => [
  ...gauge("holdfast_ha_agent_up", known.away === null ? 1 : 0),
  ...(known.state === null ? [] : stateMetrics(known.state, now)),
];

function stateMetrics(state: ClusterState, now: number): string[] {
  const own = state.nodes.find(({ node }) => node === state.self);
  const role = own?.reachable ? own.role.role : null;
  const last = state.history.find(({ kind, durationMs }) => kind === "takeover" && durationMs !== null);
  const numbers: [string, number | null][] = [
    ["epoch", state.epoch],
    ["nodes", state.nodes.length],
    ["nodes_reachable", state.nodes.filter(({ reachable }) => reachable).length],
    ["cluster_size", own?.reachable ? (own.galera?.size ?? null) : null],
    ["redundant", state.canLoseOne ? 1 : 0],
    ["paused", state.paused ? 1 : 0],
    [
      "backup_age_seconds",
      state.backup && Math.max(0, Math.round((now - Date.parse(state.backup.at)) / 1000)),
    ],
    ["last_failover_seconds", seconds(last?.durationMs)],
  ];
  return [
    "# TYPE holdfast_ha_role gauge",
    ...["primary", "standby", "witness"].map(
      (each) => `holdfast_ha_role{node="${state.self}",role="${each}"} ${role === each ? 1 : 0}`,
    ),
    ...numbers.flatMap(([name, value]) => (value === null ? [] : gauge(`holdfast_ha_${name}`, value))),
  ];
}

const seconds = (ms: number | null | undefined) => (typeof ms === "number" ? ms / 1000 : null);
const gauge = (name: string, value: number): string[] => [`# TYPE ${name} gauge`, `${name} ${value}`];
