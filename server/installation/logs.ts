import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

const largest = 20 * 1024 * 1024;
const generations = 3;

/**
 * Keeps `<data>/logs` bounded: a log above 20 MB becomes `.1`, older ones move up, the fourth goes. The file is copied and
 * emptied, not renamed, because PM2 keeps it open for appending.
 * @returns the names of the logs rotated.
 */
export function rotateLogs(folder: string, limit = largest): string[] {
  if (!existsSync(folder)) return [];
  const large = readdirSync(folder).filter(
    (name) => name.endsWith(".log") && statSync(join(folder, name)).size > limit,
  );
  for (const name of large) {
    const path = join(folder, name);
    for (let age = generations - 1; age >= 1; age--)
      if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  }
  return large;
}

/** The last lines of a process's log, to show beside its failure. */
export function lastLines(folder: string, name: string, count = 15): string {
  const path = join(folder, `${name}.log`);
  if (!existsSync(path)) return "";
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-count).join("\n");
}
