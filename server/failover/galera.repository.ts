import { type Connection, type ConnectionOptions, createConnection } from "mysql2/promise";
import { within } from "./looking.ts";
import type { NodeState } from "./state.ts";

/** One database server, looked at over one connection of its own. */
export interface DatabaseLook {
  /**
   * What the server says of its group; null for one that is in none (the operator's own).
   * @throws Error when it does not answer in time; the next look connects anew.
   */
  galera(): Promise<NodeState["galera"]>;
  close(): void;
}

const patienceMs = 1000;
const names = [
  "wsrep_cluster_status",
  "wsrep_local_state_comment",
  "wsrep_cluster_size",
  "wsrep_last_committed",
  "wsrep_cluster_state_uuid",
] as const;

/** @param options asked at each connection. */
export function lookAtDatabase(options: () => ConnectionOptions): DatabaseLook {
  let connection: Connection | undefined;
  const close = () => {
    connection?.destroy();
    connection = undefined;
  };
  const ask = async () => {
    if (!connection) {
      connection = await createConnection({ ...options(), connectTimeout: patienceMs });
      connection.on("error", close);
    }
    // A server that left its group refuses every table, but not its own status.
    const [rows] = await connection.query(`SHOW GLOBAL STATUS WHERE Variable_name IN (?)`, [names]);
    const said = rows as { Variable_name: string; Value: string }[];
    return Object.fromEntries(said.map((row) => [row.Variable_name, row.Value])) as Partial<
      Record<(typeof names)[number], string>
    >;
  };
  return {
    galera: async () => {
      try {
        const status = await within(ask(), patienceMs);
        const state = status.wsrep_local_state_comment ?? "";
        // Without a provider the words are there, but empty.
        if (state === "" || status.wsrep_cluster_status === "Disconnected") return null;
        return {
          status: status.wsrep_cluster_status ?? "",
          state,
          size: Number(status.wsrep_cluster_size ?? 0),
          seqno: Number(status.wsrep_last_committed ?? -1),
          uuid: status.wsrep_cluster_state_uuid ?? "",
        };
      } catch (error) {
        close();
        throw error;
      }
    },
    close,
  };
}
