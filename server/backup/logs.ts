import { createReadStream, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type { RowDataPacket } from "mysql2/promise";
import { OperatorError } from "../installation/command.ts";
import { createArchive } from "./archive.ts";
import { logPath, numberOf, pieceName, piecesAmong } from "./file-names.ts";
import type { BackupOptions } from "./full.ts";
import { openKey } from "./key.ts";
import { askLive, connectLive } from "./live-database.ts";
import { logStream } from "./log-stream.ts";
import type { LogManifest } from "./manifest.ts";

/** Where the pieces of binary logs lie, beside the full backups. */
export const logFolder = (to: string) => join(to, "logs");

export interface ArchivedLogs {
  readonly pieces: number;
  readonly bytes: number;
  /** What was committed here before is archived. */
  readonly until: Date;
}

/**
 * Archives what this node's binary logs have gained since the last time, encrypted, a file for each log. The server notices nothing.
 * @throws OperatorError when the server keeps no binary log.
 */
export async function archiveLogs(options: Omit<BackupOptions, "print">): Promise<ArchivedLogs> {
  const { layout, node, signal } = options;
  const live = await connectLive(layout);
  try {
    const { logs } = await askLive(live, node);
    if (!logs)
      throw new OperatorError(
        "The database keeps no binary log yet: it was started by an older version. Run: npm stop, then npm start",
      );
    const { key } = openKey(layout);
    const folder = logFolder(options.to);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stream = logStream(layout);
    const until = new Date();
    const [rows] = await live.query<RowDataPacket[]>("SHOW BINARY LOGS");
    const sizes = new Map(rows.map((row) => [numberOf(String(row.Log_name)), Number(row.File_size)]));
    const done = archivedUntil(folder, node, stream);
    let [pieces, bytes] = [0, 0];
    for (const [number, to] of sizes) {
      const from = done.get(number) ?? 0;
      if (to <= from) continue;
      signal.throwIfAborted();
      // What was committed after a log was closed is in the next one, which we may not live to archive.
      const log = logPath(logs, number);
      const ends = sizes.has(number + 1) ? statSync(log).mtime : until;
      const piece = { node, stream, number, from, to, until: ends };
      const previousSize = sizes.get(number - 1) ?? null;
      const manifest = { ...piece, kind: "log", previousSize, until: ends.toISOString() } as const;
      await archivePiece(join(folder, pieceName(piece)), log, manifest, key, signal);
      pieces++;
      bytes += to - from;
    }
    return { pieces, bytes, until };
  } finally {
    live.destroy();
  }
}

async function archivePiece(
  file: string,
  log: string,
  about: Omit<LogManifest, "data">,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  const writer = await createArchive(draft, { kind: "log", node: about.node, at: about.until }, key);
  try {
    const source = createReadStream(log, { start: about.from, end: about.to - 1, signal });
    let data = { bytes: 0, sha256: "" };
    await pipeline(source, createZstdCompress(), async (packed) => {
      data = await writer.data(packed as AsyncIterable<Buffer>);
    });
    await writer.finish({ ...about, data } satisfies LogManifest);
    renameSync(draft, file);
  } finally {
    await writer.close();
    rmSync(draft, { force: true });
  }
}

/** For each log how many of its bytes are archived without a gap. */
function archivedUntil(folder: string, node: string, stream: string): Map<number, number> {
  const ends = new Map<number, number>();
  for (const piece of piecesAmong(readdirSync(folder)))
    if (piece.node === node && piece.stream === stream && piece.from <= (ends.get(piece.number) ?? 0))
      ends.set(piece.number, Math.max(ends.get(piece.number) ?? 0, piece.to));
  return ends;
}
