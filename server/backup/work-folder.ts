import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";
import { OperatorError } from "../installation/command.ts";
import { endProcesses } from "../installation/orphans.ts";

/**
 * Runs `work` with a private folder (mode 0700) that is removed afterwards, whatever happens. One at a time: its existence is the lock.
 * What a run that was killed hard has left is cleared away first.
 * @throws OperatorError when another process is at it.
 */
export async function withWorkFolder<T>(
  folder: string,
  what: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await clearLeftovers(folder, what);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(ownerFile(folder), identity(process.pid) ?? "", { flag: "wx" });
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether a process that is alive works there. */
export const isAtWork = (folder: string): boolean => ownerOf(folder) !== undefined;

/** Whether it was left behind by a process that was killed hard. */
export const isAbandoned = (folder: string): boolean => existsSync(folder) && ownerOf(folder) === undefined;

/** Ends what still runs in a folder that was left behind, and removes it. @throws OperatorError when somebody is at work there. */
export async function clearLeftovers(folder: string, what: string): Promise<void> {
  if (!existsSync(folder)) return;
  const owner = ownerOf(folder);
  if (owner !== undefined)
    throw new OperatorError(`${what} is under way already (process ${owner}); wait for it.`);
  await endProcesses(processesIn(folder), 5);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

const ownerFile = (folder: string) => join(folder, "owner");

function ownerOf(folder: string): number | undefined {
  if (!existsSync(ownerFile(folder))) return undefined;
  const text = readFileSync(ownerFile(folder), "utf8");
  const pid = Number(text.split(" ")[0]);
  return pid > 0 && identity(pid) === text ? pid : undefined;
}

/** A process id is used again one day; together with its start time it is not. */
function identity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")")).split(" ")[20]}`;
  } catch {
    return undefined;
  }
}

/** A server works in its data folder. */
function processesIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return `${readlinkSync(`/proc/${pid}/cwd`)}${sep}`.startsWith(`${folder}${sep}`);
      } catch {
        return false; // it ended meanwhile, or it is another user's
      }
    });
}
