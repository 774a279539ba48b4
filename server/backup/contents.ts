import type { Connection, RowDataPacket } from "mysql2/promise";
import { z } from "zod";

/** What is in the database, table by table: rows, and MariaDB's own CHECKSUM TABLE, which does not depend on the rows' order. */
export const contentsSchema = z.record(z.string(), z.object({ rows: z.int(), checksum: z.int() }));
export type Contents = z.infer<typeof contentsSchema>;

export const database = "holdfast";

/** Reads all tables; inside a transaction WITH CONSISTENT SNAPSHOT they are all of the same moment. Costs a full read of each. */
export async function contentsOf(
  connection: Connection,
  only?: readonly string[],
  seen: (table: string) => void = () => undefined,
): Promise<Contents> {
  const contents: Contents = {};
  for (const table of only ?? (await tablesOf(connection))) {
    const name = `\`${database}\`.\`${table}\``;
    const [[counted]] = await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${name}`);
    const [[summed]] = await connection.query<RowDataPacket[]>(`CHECKSUM TABLE ${name}`);
    contents[table] = { rows: Number(counted?.n), checksum: Number(summed?.Checksum) };
    seen(table);
  }
  return contents;
}

async function tablesOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY 1",
    [database],
  );
  return rows.map(({ name }) => String(name));
}

/** The tables in which two states differ, each with what differs: nothing when they are equal. Pure. */
export function differences(expected: Contents, found: Contents): { table: string; why: string }[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort().flatMap((table) => {
    const [a, b] = [expected[table], found[table]];
    if (!a) return { table, why: "is not expected" };
    if (!b) return { table, why: "is missing" };
    if (a.rows !== b.rows) return { table, why: `has ${b.rows} rows instead of ${a.rows}` };
    return a.checksum === b.checksum ? [] : { table, why: `has other contents in its ${a.rows} rows` };
  });
}

export const rowsIn = (contents: Contents): number =>
  Object.values(contents).reduce((sum, { rows }) => sum + rows, 0);

/** "38 tables with 1,204 rows" */
export const counted = (contents: Contents): string =>
  `${Object.keys(contents).length} tables with ${rowsIn(contents).toLocaleString("en")} rows`;
