import { existsSync, readFileSync, rmSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";
import type { Layout } from "../installation/layout.ts";
import { runChild } from "./children.ts";
import { superuser } from "./live-database.ts";
import { logStream } from "./log-stream.ts";
import type { LogPosition } from "./manifest.ts";

/**
 * Copies the running database into `target` (mariabackup): nobody waits but for a moment at the end. Not usable before `prepareCopy`.
 * @returns when the copy's position was reached at the latest.
 */
export async function copyDatabase(
  layout: Layout,
  target: string,
  galera: boolean,
  signal: AbortSignal,
): Promise<{ at: string }> {
  await runChild(
    "mariabackup",
    [
      "--no-defaults",
      "--backup",
      `--target-dir=${target}`,
      `--socket=${layout.sockets.mariadb}`,
      `--user=${superuser()}`,
      ...(galera ? ["--galera-info"] : []),
    ],
    signal,
  );
  return { at: new Date().toISOString() };
}

/**
 * Applies what was written while it was copied: now it is a data folder at one position.
 * @returns the position in the binary logs, null when the server keeps none.
 */
export async function prepareCopy(
  layout: Layout,
  target: string,
  logs: string | null,
  signal: AbortSignal,
): Promise<LogPosition | null> {
  await runChild("mariabackup", ["--no-defaults", "--prepare", `--target-dir=${target}`], signal);
  const file = join(target, "xtrabackup_binlog_info");
  if (!logs || !existsSync(file)) return null;
  const [name, offset, gtid] = readFileSync(file, "utf8").trim().split("\t");
  if (!name || !Number(offset))
    throw new OperatorError("mariabackup did not say where in the binary log its copy is.");
  // For Galera it copies the newest log too, which is only in the way of the restored server's own.
  rmSync(join(target, name), { force: true });
  return { stream: logStream(layout), file: name, offset: Number(offset), gtid: gtid ?? "" };
}

/** Bytes below a folder; what vanishes meanwhile does not count. */
export async function sizeOf(
  folder: string,
  counts: (name: string) => boolean = () => true,
): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of names)
    if (entry.isFile() && counts(entry.name))
      sum += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
  return sum;
}
