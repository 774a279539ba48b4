import { spawnSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { schemaVersionRange } from "../core/migrations.ts";
import { OperatorError } from "../installation/command.ts";
import { findProgram } from "../installation/programs.ts";
import type { FullManifest } from "./manifest.ts";
import { spokenBytes } from "./progress.ts";

/**
 * An older schema is migrated by the next start; what is newer than this code, or than this machine's MariaDB, cannot be run here.
 * @throws OperatorError
 */
export async function assertVersions({
  schema,
  mariadb,
}: Pick<FullManifest, "schema" | "mariadb">): Promise<void> {
  const newest = (await schemaVersionRange())?.last ?? "";
  if (schema > newest)
    throw new OperatorError(
      `The backup was made by a newer Holdfast (schema ${schema}, this one knows ${newest}): update this one first.`,
    );
  const here = spawnSync(findProgram("mariadbd") ?? "mariadbd", ["--no-defaults", "--version"], {
    encoding: "utf8",
  }).stdout;
  const found = /\d+\.\d+\.\d+/.exec(here)?.[0] ?? "";
  if (isOlder(found, mariadb))
    throw new OperatorError(
      `The backup is of MariaDB ${mariadb}, here is ${found}: install that version or a newer one.`,
    );
}

/** Whether a version is of an older series (10.6 than 10.11). Pure. */
export function isOlder(version: string, than: string): boolean {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [series(version), series(than)];
  return a < c || (a === c && b < d);
}

const series = (version: string) => version.split(".").slice(0, 2).map(Number);

/** @throws OperatorError when a folder's disk has less than `bytes` and a tenth. */
export function assertRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes * 1.1)
    throw new OperatorError(
      `This needs ${spokenBytes(bytes * 1.1)} free in ${folder}; there are ${spokenBytes(bavail * bsize)}.`,
    );
}
