import { createHash } from "node:crypto";
import { type Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { OperatorError } from "../installation/command.ts";
import { type ArchiveWriter, readData } from "./archive.ts";
import { type Child, startChild } from "./children.ts";

/** Packs a folder into an archive's data: tar, zstd, encryption, all while it streams. @returns also the size before compression. */
export async function pack(
  folder: string,
  writer: ArchiveWriter,
  signal: AbortSignal,
  seen: (bytes: number) => void,
) {
  const tar = startChild("tar", ["--create", "--numeric-owner", "--directory", folder, "."], {
    signal,
    stdout: "pipe",
  });
  let plainBytes = 0;
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      plainBytes += piece.length;
      seen(plainBytes);
      yield piece;
    }
  };
  let data = { bytes: 0, sha256: "" };
  await pipeline(tar.process.stdout as Readable, counted, createZstdCompress(), async (source) => {
    data = await writer.data(source as AsyncIterable<Buffer>);
  });
  await tar.done;
  return { data, plainBytes };
}

/**
 * Unpacks an archive's data into a folder.
 * @returns SHA-256 of the data, to compare with the manifest's.
 * @throws OperatorError at the first byte that is not what was packed; the folder is then worth nothing.
 */
export async function unpack(
  file: string,
  key: string,
  folder: string,
  signal: AbortSignal,
  seen: (bytes: number) => void,
): Promise<string> {
  const tar = startChild("tar", ["--extract", "--no-same-owner", "--directory", folder], {
    signal,
    stdin: "pipe",
  });
  const hash = createHash("sha256");
  let bytes = 0;
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      bytes += piece.length;
      seen(bytes);
      yield piece;
    }
  };
  const hashed = async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      hash.update(piece);
      yield piece;
    }
  };
  try {
    await pipeline(readData(file, key), hashed, createZstdDecompress(), counted, inputOf(tar));
  } catch (error) {
    tar.process.kill("SIGKILL");
    // When tar failed (a full disk), its own words say more than our broken pipe.
    if (!(error instanceof OperatorError)) await tar.done;
    throw error;
  }
  await tar.done;
  return hash.digest("hex");
}

// Tar may be satisfied, and gone, before it has read the padding at the end: that is no failure of ours.
function inputOf({ process }: Child): Writable {
  const stdin = process.stdin as Writable;
  stdin.on("error", () => undefined);
  return new Writable({
    write: (piece: Buffer, _, done) => {
      if (stdin.destroyed) done(process.exitCode ? new Error("tar failed") : null);
      else stdin.write(piece, () => done());
    },
    final: (done) => {
      stdin.end();
      done();
    },
  });
}
