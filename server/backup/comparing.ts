import type { Connection, RowDataPacket } from "mysql2/promise";
import { OperatorError } from "../installation/command.ts";
import type { Layout } from "../installation/layout.ts";
import { type Contents, contentsOf, counted, differences } from "./contents.ts";
import { logPath, numberOf } from "./file-names.ts";
import { connectLive, type LiveServer } from "./live-database.ts";
import type { LogPosition } from "./manifest.ts";
import type { PrivateServer } from "./private-server.ts";
import { replay } from "./replaying.ts";

// 1412: a table was altered after the snapshot; 1213: a schema change of the cluster ended our transaction.
const schemaChanged = new Set([1412, 1213]);
const tries = 3;

/**
 * Proves a restored copy against the running database, although that goes on changing: takes a consistent snapshot of it, with the
 * position of the binary log at that very moment, brings the copy forward to the same position by replaying the log, and compares every
 * table's rows and checksum. So each backup also proves that its logs can be replayed.
 * @param archived the copy's contents at its own position.
 * @returns one sentence: what was compared. @throws OperatorError naming the tables that differ.
 */
export async function compareWithLive(
  given: {
    layout: Layout;
    live: LiveServer;
    server: PrivateServer;
    position: LogPosition | null;
    archived: Contents;
  },
  signal: AbortSignal,
): Promise<string> {
  const { layout, live, server, position, archived } = given;
  if (!live.logs || !position)
    return `${counted(archived)} restored and readable; not compared with the running database, which keeps no binary log`;
  let [number, offset] = [numberOf(position.file), position.offset];
  for (let attempt = 1; ; attempt++) {
    const { at, contents } = await snapshot(layout);
    const last = numberOf(at.file);
    const files = Array.from({ length: last - number + 1 }, (_, index) =>
      logPath(live.logs ?? "", number + index),
    );
    if (number !== last || offset !== at.offset)
      await replay(server, files, offset, { offset: at.offset }, signal);
    [number, offset] = [last, at.offset];
    if (contents) {
      await assertEqual(server, archived, contents);
      return `${counted(contents)} equal to the running database's at ${at.file}:${at.offset}`;
    }
    if (attempt === tries)
      throw new OperatorError(
        "The schema is being changed: there is nothing to compare the backup with. Try again later.",
      );
  }
}

async function assertEqual(server: PrivateServer, archived: Contents, wanted: Contents): Promise<void> {
  const changed = differences(wanted, archived).map(({ table }) => table);
  const connection = await server.connect();
  try {
    const reread = await contentsOf(
      connection,
      changed.filter((table) => wanted[table]),
    );
    const unchanged = Object.fromEntries(
      Object.entries(archived).filter(([table]) => !changed.includes(table)),
    );
    const wrong = differences(wanted, { ...unchanged, ...reread });
    if (wrong.length > 0)
      throw new OperatorError(
        `The restored copy is not what the database holds: ${wrong.map(({ table, why }) => `${table} ${why}`).join(", ")}.`,
      );
  } finally {
    connection.destroy();
  }
}

/** The database's contents at one moment, and where the binary log was then. Contents are null when the schema changed meanwhile. */
async function snapshot(
  layout: Layout,
): Promise<{ at: { file: string; offset: number }; contents: Contents | null }> {
  const connection = await connectLive(layout);
  try {
    await connection.query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await connection.query("START TRANSACTION WITH CONSISTENT SNAPSHOT");
    const at = await positionOf(connection);
    const contents = await contentsOf(connection).catch((error: { errno?: number }) => {
      if (schemaChanged.has(error.errno ?? 0)) return null;
      throw error;
    });
    return { at, contents };
  } finally {
    connection.destroy();
  }
}

async function positionOf(connection: Connection): Promise<{ file: string; offset: number }> {
  const [rows] = await connection.query<RowDataPacket[]>("SHOW STATUS LIKE 'Binlog_snapshot_%'");
  const value = (name: string) => String(rows.find((row) => row.Variable_name === name)?.Value);
  return { file: value("Binlog_snapshot_file"), offset: Number(value("Binlog_snapshot_position")) };
}
