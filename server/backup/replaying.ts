import { pipeline } from "node:stream/promises";
import type { Readable, Writable } from "node:stream";
import { OperatorError } from "../installation/command.ts";
import { startChild } from "./children.ts";
import type { PrivateServer } from "./private-server.ts";

/** Where a replay ends: at an offset of the last file, or before the first change of that second or later, or at the files' end. */
export type ReplayEnd = { readonly offset: number } | { readonly before: Date } | "end";

/**
 * Applies what binary logs hold to a private server.
 * @param files in order, each complete from its beginning; @param from offset in the first of them, or the transaction (GTID) after which to
 * begin in one of them.
 * @throws OperatorError with the client's own words.
 */
export async function replay(
  server: PrivateServer,
  files: readonly string[],
  from: number | string,
  end: ReplayEnd,
  signal: AbortSignal,
): Promise<void> {
  const reader = startChild(
    "mariadb-binlog",
    ["--no-defaults", "--skip-gtid-strict-mode", `--start-position=${from}`, ...stopOption(end), ...files],
    // Its --stop-datetime is local time.
    { signal, stdout: "pipe", env: { TZ: "UTC" } },
  );
  const writer = startChild("mariadb", [`--defaults-file=${server.clientOptions}`, "--binary-mode"], {
    signal,
    stdin: "pipe",
  });
  const fed = pipeline(reader.process.stdout as Readable, writer.process.stdin as Writable).then(
    () => undefined,
    (error: Error) => error,
  );
  await writer.done;
  const broken = await fed;
  await reader.done;
  // Only a warning of its own: then nothing was replayed.
  if (/never reached expected GTID state/.test(reader.said()))
    throw new OperatorError(`The binary logs end before transaction ${from}, at which the backup was made.`);
  if (broken) throw new OperatorError(`The binary log could not be replayed: ${broken.message}`);
}

function stopOption(end: ReplayEnd): string[] {
  if (end === "end") return [];
  if ("offset" in end) return [`--stop-position=${end.offset}`];
  return [`--stop-datetime=${end.before.toISOString().slice(0, 19).replace("T", " ")}`];
}
