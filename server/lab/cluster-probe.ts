import { setTimeout as sleep } from "node:timers/promises";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { callAgent } from "../cluster/channel.ts";
import { databaseOptions } from "../core/connections.ts";
import type { ClusterState, NodeState } from "../failover/index.ts";
import { OperatorError } from "../installation/command.ts";
import { openInstallation } from "../installation/installation.ts";
import { layoutOf } from "../installation/layout.ts";
import { type Lab, type LabHost, dataHosts } from "./lab.ts";
import { monotonic } from "./outage.ts";

/** Asks a host's agent over its unix socket, past the network that is being broken. Null when it does not answer. */
const ask = <T>(host: LabHost, route: string): Promise<T | null> =>
  callAgent<T>(layoutOf(host.data).sockets.agent, route, undefined, { timeoutMs: 1500 }).catch(() => null);

export const nodeState = (host: LabHost): Promise<NodeState | null> => ask<NodeState>(host, "GET /state");
export const clusterState = (host: LabHost): Promise<ClusterState | null> =>
  ask<ClusterState>(host, "GET /cluster-state");

/** What an operator does after a series of takeovers, so that the next one is not held back. */
export const resumeFailover = (host: LabHost): Promise<unknown> => ask(host, "POST /resume");

/** The database of a host, through its unix socket. */
export const databaseUrlOf = ({ data }: LabHost): string =>
  openInstallation({ data, databaseUrl: undefined, redisUrl: undefined, secret: undefined }).databaseUrl;

/** Answers of one query on one host. @throws Error when its database does not answer within 2 s. */
export async function query<T>(host: LabHost, sql: string, values: unknown[] = []): Promise<T[]> {
  const connection = await createConnection({
    ...databaseOptions(databaseUrlOf(host)),
    connectTimeout: 2000,
  });
  try {
    const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout: 30_000 }, values);
    return rows as T[];
  } finally {
    connection.destroy();
  }
}

/** Which data host is the primary, by what each agent says of itself. */
export async function primaryOf(lab: Lab): Promise<LabHost | undefined> {
  if (lab.hosts.length === 1) return lab.hosts[0];
  const now = monotonic();
  for (const host of dataHosts(lab)) {
    const role = (await nodeState(host))?.role;
    if (role?.role === "primary" && role.deadline > now) return host;
  }
  return undefined;
}

/** Why the cluster is not whole; null when it is: every member there, in step, and any one may be lost. */
export async function whatIsMissing(lab: Lab): Promise<string | null> {
  for (const host of dataHosts(lab)) {
    const rows = await query<{ name: string; value: string }>(
      host,
      `SELECT LOWER(variable_name) AS name, variable_value AS value FROM information_schema.global_status
       WHERE variable_name IN ('wsrep_cluster_size','wsrep_cluster_status','wsrep_local_state_comment')`,
    ).catch(() => null);
    if (!rows) return `the database of ${host.name} does not answer`;
    if (lab.hosts.length === 1) return null;
    const is = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    if (Number(is.wsrep_cluster_size) !== lab.hosts.length)
      return `${host.name} sees ${is.wsrep_cluster_size} members, ${is.wsrep_cluster_status}`;
    if (is.wsrep_cluster_status !== "Primary" || is.wsrep_local_state_comment !== "Synced")
      return `${host.name} is ${is.wsrep_cluster_status}, ${is.wsrep_local_state_comment}`;
  }
  const primary = await primaryOf(lab);
  if (!primary) return "no primary";
  const state = await clusterState(primary);
  if (!state) return `the agent of ${primary.name} does not answer`;
  return state.canLoseOne ? null : state.sentence;
}

/** Waits until the cluster is whole. @returns milliseconds it took. @throws OperatorError with what is missing. */
export async function becomesWhole(lab: Lab, seconds: number): Promise<number> {
  const started = monotonic();
  for (;;) {
    const missing = await whatIsMissing(lab);
    if (missing === null) return monotonic() - started;
    if (monotonic() - started > seconds * 1000)
      throw new OperatorError(`The cluster is not whole after ${seconds} s: ${missing}`);
    await sleep(250);
  }
}
