import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { databaseOptions } from "../core/connections.ts";
import type { Host } from "./cluster-hosts.ts";

/** Writes numbers into the table `kept` on one host or another, and counts them everywhere: none may be missing. */
export function keptRows() {
  let written = 0;

  async function on<T>({ databaseUrl }: Host, work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await createConnection({ ...databaseOptions(databaseUrl), connectTimeout: 500 });
    connection.on("error", () => undefined);
    try {
      return await work(connection);
    } finally {
      await connection.end().catch(() => undefined);
    }
  }
  async function insert(connection: Connection): Promise<void> {
    await connection.query({ sql: `INSERT INTO kept VALUES (${written})`, timeout: 2000 });
    written++;
  }
  /** The last column of the first row. */
  const numberOf = (host: Host, sql: string) =>
    on(host, async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return Number(Object.values(rows[0] ?? {}).at(-1));
    });

  return {
    on,
    write: (host: Host, sql: string) => on(host, (connection) => connection.query({ sql, timeout: 2000 })),
    /** The next number; counted once it is acknowledged. */
    insert,
    written: () => written,
    count: (host: Host) => numberOf(host, "SELECT COUNT(*) FROM kept"),
    /** How much all votes of the group count together. */
    votes: (host: Host) => numberOf(host, "SHOW STATUS LIKE 'wsrep_cluster_weight'"),
    /** Inserts until it is ended; `end` returns what failed. */
    startWriter: (host: Host) => {
      let stopped = false;
      const failures: string[] = [];
      const work = on(host, async (connection) => {
        while (!stopped) {
          await insert(connection).catch((error: unknown) => failures.push(String(error)));
          await sleep(5);
        }
      });
      return {
        end: async () => {
          stopped = true;
          await work;
          return failures;
        },
      };
    },
  };
}
