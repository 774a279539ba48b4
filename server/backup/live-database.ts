import { userInfo } from "node:os";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { OperatorError } from "../installation/command.ts";
import type { Layout } from "../installation/layout.ts";

/** The embedded server's own superuser: the system user that installed it, known by the socket. */
export const superuser = () => userInfo().username;

/**
 * Connects to the running embedded MariaDB with all rights.
 * @throws OperatorError when it does not run, or does not know this system user.
 */
export async function connectLive(layout: Layout): Promise<Connection> {
  try {
    return await createConnection({
      socketPath: layout.sockets.mariadb,
      user: superuser(),
      supportBigNumbers: true,
      timezone: "Z",
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError(
      code === "ER_ACCESS_DENIED_ERROR" || code === "ER_ACCESS_DENIED_NO_PASSWORD_ERROR"
        ? `The database does not know the system user ${superuser()}: run this as the user who runs npm start.`
        : `The database of ${layout.data} does not run (${code}). Run: npm start`,
    );
  }
}

/** What a backup must know of the server. */
export interface LiveServer {
  readonly version: string;
  readonly schema: string;
  /** Path and beginning of the binary logs' names; null when it keeps none. */
  readonly logs: string | null;
  readonly galera: boolean;
  /** One of several nodes, and not the one that acts. */
  readonly standby: boolean;
}

/** Asks the running server. `node` is this machine's name in the cluster. */
export async function askLive(connection: Connection, node: string): Promise<LiveServer> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `SELECT VERSION() AS version, @@log_bin AS logging, @@log_bin_basename AS logs, @@wsrep_on AS galera,
      (SELECT MAX(name) FROM holdfast.knex_migrations) AS newest, (SELECT MAX(holder) FROM holdfast.ha_lease WHERE name = 'primary') AS holder,
      (SELECT MAX(variable_value) FROM information_schema.global_status WHERE variable_name = 'wsrep_cluster_size') AS size`,
  );
  const galera = Number(row?.galera) === 1;
  return {
    version: String(row?.version),
    schema: String(row?.newest),
    logs: Number(row?.logging) === 1 ? String(row?.logs) : null,
    galera,
    standby: galera && Number(row?.size) > 1 && row?.holder !== node,
  };
}

/**
 * Lets this node fall behind while `work` loads its disk, instead of slowing all nodes down to its own pace; only where it is not the
 * one that acts.
 */
export async function desynced<T>(
  connection: Connection,
  standby: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!standby) return work();
  await connection.query("SET GLOBAL wsrep_desync = ON");
  try {
    return await work();
  } finally {
    await resync(connection);
  }
}

/** Lets this node keep up again. */
export async function resync(connection: Connection): Promise<void> {
  await connection.query("SET GLOBAL wsrep_desync = OFF");
}
