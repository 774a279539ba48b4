import { connect, type Socket } from "node:net";
import { createPool, type Pool, type PoolOptions } from "mysql2";
import { clusterTls, type DatabaseEndpoint, databaseOptions } from "./connections.ts";

/** How long anybody waits for a database that does not answer. */
export const patienceMs = 5000;
const preparedConnections = 6;

interface Queries {
  query(sql: string, done: (error: unknown) => void): unknown;
}

/**
 * All connections of this process to one database server, for as long as that is the one to use. When it is not any more, a new line
 * takes its place and the old one's connections are thrown away, whoever holds them.
 */
export class Line {
  readonly endpoint: DatabaseEndpoint;
  /** Reads wait for what was acknowledged elsewhere before them (wsrep_sync_wait). */
  readonly consistent: boolean;
  readonly options: PoolOptions;
  readonly #sockets = new Set<Socket>();
  #pool: Pool | undefined;

  constructor(endpoint: DatabaseEndpoint, consistent: boolean) {
    this.endpoint = endpoint;
    this.consistent = consistent;
    const options: PoolOptions = databaseOptions(endpoint.url);
    this.options = {
      ...options,
      ...(endpoint.identity ? { ssl: tlsOptions(endpoint) } : {}),
      connectTimeout: patienceMs,
      // Our own sockets, because mysql2 can close a connection but not reset it.
      stream: () => this.#open(options),
    };
  }

  #open(to: PoolOptions): Socket {
    const socket = to.socketPath ? connect(to.socketPath) : connect(to.port ?? 3306, to.host);
    if (!to.socketPath) socket.setNoDelay(true).setKeepAlive(true);
    this.#sockets.add(socket);
    return socket.once("close", () => this.#sockets.delete(socket));
  }

  /** Tries whether the server takes anybody in, without a word. @param refused told the error when it does not. */
  knock(refused: (error: Error) => void): void {
    const { socketPath, port = 3306, host } = this.options;
    const socket = socketPath ? connect(socketPath) : connect(port, host);
    socket.once("connect", () => socket.destroy()).once("error", refused);
  }

  /** The driver's own pool, for `prepared`. */
  get pool(): Pool {
    if (!this.#pool) {
      this.#pool = createPool({ ...this.options, connectionLimit: preparedConnections });
      // mysql2 runs a connection's commands in order, so this one is first.
      this.#pool.on("connection", (connection) => void this.prepare(connection as unknown as Queries));
    }
    return this.#pool;
  }

  /** What a new connection is told before it is used. */
  async prepare(connection: Queries): Promise<void> {
    if (!this.consistent) return;
    // A server without Galera does not know the word, and needs it as little.
    await new Promise<void>((done) => connection.query("SET SESSION wsrep_sync_wait = 1", () => done()));
  }

  /**
   * Resets every connection at once, also those with a statement under way: its caller gets an error now. A closed socket would still
   * deliver what was written into it, for a server that hangs to execute when it wakes up.
   */
  abandon(): void {
    for (const socket of this.#sockets) {
      if (this.options.host) socket.resetAndDestroy();
      else socket.destroy();
    }
    this.#end();
  }

  /** The same after `graceMs`, for statements that may still succeed. */
  retire(graceMs: number): void {
    setTimeout(() => this.abandon(), graceMs).unref();
  }

  /** Ends the driver's pool; knex ends its own. */
  async close(): Promise<void> {
    await new Promise<void>((done) => (this.#pool ? this.#pool.end(() => done()) : done()));
  }

  #end(): void {
    this.#pool?.end(() => undefined);
    this.#pool = undefined;
  }
}

const tlsOptionsOf = new WeakMap<DatabaseEndpoint, object>();
// The same object for every connection: mysql2 remembers by it what it read from the certificates.
function tlsOptions(endpoint: DatabaseEndpoint): object {
  let options = tlsOptionsOf.get(endpoint);
  if (!options && endpoint.identity) {
    const { ca, cert, key } = clusterTls(endpoint.identity);
    tlsOptionsOf.set(endpoint, (options = { ca, cert, key, rejectUnauthorized: true }));
  }
  return options ?? {};
}
