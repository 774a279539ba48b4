import { readCluster } from "../../cluster/cluster.ts";
import { OperatorError } from "../../installation/command.ts";
import { duration } from "../../installation/reporting.ts";
import type { ClusterState, PartState } from "../state.ts";
import { type Command, stateOf, type Terms } from "./terms.ts";

type Node = ClusterState["nodes"][number];

export const status: Command = {
  summary: "the servers, their roles and health, and whether one of them may be lost now",
  help: `
npm run failover -- status [--json]

Shows every server of the cluster as this machine's failover agent sees it, the last failovers, and one sentence: whether you can lose
any one server now, or why not. Exits 0 when some server is in charge, else 1.

  --json   the same as JSON`,
  options: { json: { type: "boolean" } },
  run: async (terms, { json }) => {
    const state = await stateOf(terms).catch((error: unknown) => {
      if (!json) showFile(terms);
      throw error;
    });
    terms.print(json ? JSON.stringify(state, undefined, 2) : statusTable(state));
    if (state.primary === null) process.exitCode = 1;
  },
};

/** Without an agent, what the file says is better than nothing. */
function showFile({ layout, print }: Terms): void {
  const cluster = readCluster(layout.cluster);
  if (!cluster) throw new OperatorError(`There is no installation in ${layout.data}. Begin with: npm start`);
  print(`This machine is ${cluster.self} of a cluster of ${cluster.nodes.length}, by ${layout.cluster}:`);
  const rows = cluster.nodes.map(({ name, kind, address }) => [name, kind, address || "-"]);
  print(table([["node", "kind", "address"], ...rows]));
}

/** The state of the cluster for a person's eyes. @param now milliseconds since the epoch, for "last seen". */
export function statusTable(state: ClusterState, now = Date.now()): string {
  const header = ["node", "role", "address", "database", "redis", "application", "last seen"];
  const rows = state.nodes.map((node) => rowOf(node, state, now));
  const facts: [string, string][] = [
    ["primary", state.primary === null ? "none" : `${state.primary}, epoch ${state.epoch}`],
    ["virtual address", state.vip ?? "none"],
    ["profile", state.profile],
    ...(state.paused
      ? [["failover", "paused; resume it with: npm run failover -- resume"] satisfies [string, string]]
      : []),
    ["backup", state.backup ? `${state.backup.at} ${state.backup.detail}`.trim() : "none yet"],
  ];
  return [
    table([header, ...rows]),
    "",
    ...facts.map(([name, value]) => `  ${name.padEnd(16)} ${value}`),
    "",
    ...historyOf(state),
    ...troubles(state.nodes),
    state.sentence,
  ].join("\n");
}

function rowOf(node: Node, state: ClusterState, now: number): string[] {
  const name = node.node === state.self ? `${node.node} *` : node.node;
  if (!node.reachable) {
    const seen = node.seen ? `${duration(now - Date.parse(node.seen))} ago` : "never";
    return [name, node.kind === "witness" ? "witness" : "?", node.address || "-", "?", "?", "?", seen];
  }
  const database = node.galera
    ? `${node.galera.status} ${node.galera.state}`
    : shown(node.parts.database ?? node.parts.witness);
  const redis = node.redis?.role ?? shown(node.parts.redis);
  const role = node.node === state.primary ? "primary" : node.kind === "witness" ? "witness" : "standby";
  return [name, role, node.address || "-", database, redis, shown(node.parts.application), "now"];
}

const shown = (part: PartState | undefined): string => (part ? (part.ok ? "ok" : "NOT OK") : "-");

function historyOf({ history }: ClusterState): string[] {
  if (history.length === 0) return [];
  const rows = history
    .slice(0, 5)
    .map(({ at, kind, from, to, epoch, durationMs, reason }) => [
      at.slice(0, 19).replace("T", " "),
      kind,
      `${from || "-"} → ${to || "-"}`,
      `epoch ${epoch}`,
      durationMs === null ? "-" : `${(durationMs / 1000).toFixed(2)} s`,
      reason,
    ]);
  return ["Last changes (UTC)", table(rows), ""];
}

function troubles(nodes: readonly Node[]): string[] {
  const lines = nodes.flatMap((node) =>
    node.reachable
      ? [
          ...Object.entries(node.parts).flatMap(([part, { ok, detail }]) =>
            ok ? [] : [`  ${node.node}: ${part}: ${detail}`],
          ),
          ...(node.kind === "data" && !node.able.ok
            ? [`  ${node.node} cannot take over: ${node.able.detail}`]
            : []),
        ]
      : [`  ${node.node}: ${node.detail}`],
  );
  return lines.length > 0 ? ["To look at", ...lines, ""] : [];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}
