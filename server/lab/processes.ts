import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../installation/command.ts";
import type { LabHost } from "./lab.ts";
import { processesIn } from "./network.ts";

/** Observers of the lab itself that live in a host's namespace; never part of a fault. */
const observers = new Set<number>();
export const observe = (pid: number | undefined): void => void (pid && observers.add(pid));

/** Everything that runs on a host. */
export const hostProcesses = (host: LabHost): number[] =>
  processesIn(host.namespace).filter((pid) => !observers.has(pid));

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Kills what runs in a namespace until nothing is left: a process may have been starting another one. */
export async function killEverything(find: () => number[]): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const pids = find();
    if (pids.length === 0) return;
    signalAll(pids, "SIGKILL");
    await sleep(20);
  }
  throw new OperatorError(`processes do not die: ${find().join(", ")}`);
}

/** The running processes that PM2 calls `name` on this host; a launcher that has become its program is that program. */
export function partPids(host: LabHost, name: string): number[] {
  const folder = join(host.data, "pm2/pids");
  const alive = new Set(hostProcesses(host));
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  return files
    .filter((file) => new RegExp(`^${name}-\\d+\\.pid$`).test(file))
    .map((file) => Number(readFileSync(join(folder, file), "utf8")))
    .filter((pid) => alive.has(pid));
}

/** Kills one part hard. @throws OperatorError when it does not run: a fault that did not happen proves nothing. */
export function signalPart(host: LabHost, name: string, signal: NodeJS.Signals): number[] {
  const pids = partPids(host, name);
  if (pids.length === 0) throw new OperatorError(`${name} does not run on ${host.name}`);
  signalAll(pids, signal);
  return pids;
}
