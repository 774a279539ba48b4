import { createHash } from "node:crypto";
import { createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { OperatorError } from "../installation/command.ts";
import { readData } from "./archive.ts";
import { logPath } from "./file-names.ts";
import { readLogManifest } from "./manifest.ts";
import type { ReplayPlan } from "./replay-plan.ts";

/**
 * Puts binary logs together again from their pieces.
 * @param from folder of the pieces. @param into folder for the logs.
 * @returns the logs' paths in order. @throws OperatorError when a piece is damaged, or one is missing at a log's end.
 */
export async function assembleLogs(
  plan: ReplayPlan,
  { from, into, key, signal }: { from: string; into: string; key: string; signal: AbortSignal },
): Promise<string[]> {
  const paths: string[] = [];
  for (const { number, pieces } of plan.logs) {
    const path = logPath(join(into, "binlog"), number);
    for (const piece of pieces) {
      signal.throwIfAborted();
      const file = join(from, piece.name);
      const manifest = await readLogManifest(file, key);
      const previous = paths.at(-1);
      if (
        piece.from === 0 &&
        previous &&
        manifest.previousSize !== null &&
        statSync(previous).size !== manifest.previousSize
      )
        throw new OperatorError(`Before ${piece.name} a piece of the binary log is missing in ${from}.`);
      const hash = createHash("sha256");
      const hashed = async function* (source: AsyncIterable<Buffer>) {
        for await (const part of source) {
          hash.update(part);
          yield part;
        }
      };
      await pipeline(
        readData(file, key),
        hashed,
        createZstdDecompress(),
        createWriteStream(path, { flags: "a", mode: 0o600 }),
      );
      const { number: told, from: first, to: end, data } = manifest;
      if (
        hash.digest("hex") !== data.sha256 ||
        told !== number ||
        first !== piece.from ||
        end !== statSync(path).size
      )
        throw new OperatorError(`${file} is not the piece that its name says. Use another copy of it.`);
    }
    paths.push(path);
  }
  return paths;
}
