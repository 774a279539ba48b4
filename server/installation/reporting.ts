import type { Config } from "../../config/schema.ts";
import { callAgent } from "../cluster/channel.ts";
import { readCluster, selfOf } from "../cluster/cluster.ts";
import { askHealth, type Health, healthAddress } from "./health.ts";
import { openInstallation } from "./installation.ts";
import { layoutOf } from "./layout.ts";
import { connectSupervisor, type Supervised } from "./supervisor.ts";

interface Role {
  readonly role: string;
  readonly epoch: number;
  /** ISO time. */
  readonly since: string;
  readonly reason: string;
}

interface AgentState {
  readonly role: Role;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

/** What `npm run status` knows. */
export interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly node: string;
  readonly address: string;
  readonly data: string;
  readonly database: string;
  readonly redis: string;
  readonly processes: readonly Omit<Supervised, "labels">[];
  readonly checks: Health["checks"];
  /** What this machine's failover agent says of the role; why it says nothing. */
  readonly role: Role | string;
  /** Why there are no checks. */
  readonly problem: string | undefined;
}

/** Looks at PM2 and asks the portal; changes nothing. */
export async function statusOf(config: Config): Promise<Status> {
  const layout = layoutOf(config.data);
  const { embedded } = openInstallation(config);
  const supervisor = await connectSupervisor(layout, false);
  const processes = (await supervisor?.list()) ?? [];
  supervisor?.disconnect();
  // The portal may have been started with another PORT than this command was.
  const web = processes.find(({ name }) => name === "web")?.labels;
  const agent = await callAgent<AgentState>(layout.sockets.agent, "GET /state").catch(
    (error: Error) => error,
  );
  const cluster = readCluster(layout.cluster);
  const isWitness = cluster !== null && selfOf(cluster).kind === "witness";
  const health = isWitness
    ? witnessHealth(agent)
    : await askHealth(web?.health ?? healthAddress(config)).catch((error: Error) => error);
  return {
    running: processes.length > 0,
    ready: !(health instanceof Error) && health.ready,
    node: config.node,
    address: isWitness ? "none: a witness shows no pages" : (web?.address ?? config.baseUrl),
    data: config.data,
    database: isWitness ? "none" : embedded.database ? `embedded, ${layout.sockets.mariadb}` : "DATABASE_URL",
    redis: embedded.redis ? `embedded, ${layout.sockets.redis}` : "REDIS_URL",
    processes: processes.map(({ name, pid, state, since, restarts, memory }) => ({
      name,
      pid,
      state,
      since,
      restarts,
      memory,
    })),
    checks: health instanceof Error ? {} : health.checks,
    role: agent instanceof Error ? agent.message : agent.role,
    problem: health instanceof Error ? health.message || "nothing answers" : undefined,
  };
}

/** A witness has no pages that could be asked; its agent knows how its parts are. */
function witnessHealth(agent: AgentState | Error): Health | Error {
  if (agent instanceof Error) return agent;
  const checks = Object.entries(agent.parts).map(([name, { ok, detail }]) => [
    name,
    { status: ok ? "ok" : "down", detail },
  ]);
  return {
    ready: Object.values(agent.parts).every(({ ok }) => ok),
    checks: Object.fromEntries(checks) as Health["checks"],
  };
}

/** The same for a person's eyes. */
export function statusTable(status: Status, now = new Date()): string {
  const rows = status.processes.map(({ name, pid, state, since, restarts, memory }) => [
    name,
    String(pid || "-"),
    state,
    since ? duration(now.getTime() - since.getTime()) : "-",
    String(restarts),
    `${Math.round(memory / 1024 / 1024)} MB`,
  ]);
  const checks = Object.entries(status.checks).map(
    ([name, outcome]) => `  ${name.padEnd(12)} ${spoken(outcome)}`,
  );
  return [
    `Holdfast, node ${status.node}: ${!status.running ? "stopped" : status.ready ? "ready" : "NOT READY"}`,
    `  address      ${status.address}`,
    `  data         ${status.data}`,
    `  database     ${status.database}`,
    `  redis        ${status.redis}`,
    `  role         ${spokenRole(status.role)}`,
    "",
    ...table([["process", "pid", "state", "up", "restarts", "memory"], ...rows]),
    "",
    "Checks",
    ...(status.problem ? [`  ${status.problem}`] : checks),
    ...(status.running ? [] : ["", "Start it with: npm start"]),
  ].join("\n");
}

const spokenRole = (role: Role | string): string =>
  typeof role === "string"
    ? role
    : `${role.role}, term ${role.epoch}, since ${role.since.slice(0, 19).replace("T", " ")} UTC: ${role.reason}`;

function spoken(outcome: unknown): string {
  if (typeof outcome !== "object" || outcome === null) return String(outcome);
  const { status, detail } = outcome as { status?: string; detail?: string };
  return [status, detail].filter(Boolean).join(": ") || JSON.stringify(outcome);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** "3 d 4 h", "4 h 5 min", "5 min", "6 s". */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const [days, hours, minutes] = [
    Math.floor(total / 86400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${total} s`;
}
