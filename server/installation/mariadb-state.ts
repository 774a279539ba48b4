import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { databaseOptions } from "../core/connections.ts";
import type { DatabaseThere } from "./galera-start.ts";
import { parsePosition, type Position } from "./galera-state.ts";
import type { Layout } from "./layout.ts";

/** What the launcher of MariaDB wrote last; the launcher becomes MariaDB, so the process id is its as well. */
export interface MariadbStart {
  readonly pid: number;
  /** ISO time. */
  readonly at: string;
  /** waiting: for other nodes. joining, beginning: it has become MariaDB, which may serve by now. */
  readonly state: "recovering" | "waiting" | "joining" | "beginning";
  readonly position: Position | null;
  /** One sentence: what it waits for, or how it started. */
  readonly reason: string;
}

const startFile = (layout: Layout) => join(layout.run, "mariadb-start.json");

/** Tells others on this machine (the agent, `npm start`) how the start goes. */
export function writeStart(layout: Layout, start: Omit<MariadbStart, "pid" | "at">): void {
  const draft = `${startFile(layout)}.new`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, at: new Date().toISOString(), ...start }), {
    mode: 0o600,
  });
  renameSync(draft, startFile(layout));
}

/** @returns null when MariaDB was not started by its launcher, or its process is gone. */
export function readStart(layout: Layout): MariadbStart | null {
  try {
    const start = JSON.parse(readFileSync(startFile(layout), "utf8")) as MariadbStart;
    const program = readFileSync(`/proc/${start.pid}/comm`, "utf8").trim();
    return /^(node|mariadbd|MainThread)/.test(program) ? start : null;
  } catch {
    return null;
  }
}

/** How this machine's database is, for the other data nodes' launchers. Never throws. */
export async function databaseHere(layout: Layout, databaseUrl: string): Promise<DatabaseThere> {
  const start = readStart(layout);
  if (!start) return { state: "stopped", position: null };
  if (start.state === "waiting") return { state: "waiting", position: start.position };
  try {
    const { status, position } = await askGroup(databaseUrl);
    return { state: status === "Primary" ? "primary" : "separated", position };
  } catch {
    return { state: start.state === "joining" ? "joining" : "starting", position: start.position };
  }
}

/**
 * Asks the database which group it sees.
 * @throws Error when it does not answer within a second.
 */
export async function askGroup(databaseUrl: string) {
  const connection = await createConnection({ ...databaseOptions(databaseUrl), connectTimeout: 1000 });
  try {
    const [rows] = await connection.query({
      sql: "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_status', 'wsrep_cluster_state_uuid', 'wsrep_last_committed', 'wsrep_cluster_size', 'wsrep_local_state_comment', 'wsrep_incoming_addresses')",
      timeout: 1000,
    });
    const value = new Map(
      (rows as { Variable_name: string; Value: string }[]).map((row) => [row.Variable_name, row.Value]),
    );
    return {
      status: value.get("wsrep_cluster_status") ?? "",
      state: value.get("wsrep_local_state_comment") ?? "",
      size: Number(value.get("wsrep_cluster_size") ?? 0),
      // A witness has no address for clients.
      dataNodes: (value.get("wsrep_incoming_addresses") ?? "").split(",").filter(Boolean).length,
      position: parsePosition(
        `${value.get("wsrep_cluster_state_uuid") ?? ""}:${value.get("wsrep_last_committed") ?? ""}`,
      ),
    };
  } finally {
    connection.destroy();
  }
}
