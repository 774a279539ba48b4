import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Layout } from "./layout.ts";

/**
 * The processes that PM2 once started for this installation. They outlive a PM2 that was killed hard, and would hold the data
 * folders against their successors. Found by the mark in their environment; Redis paints over its own, so the servers are
 * known by the folder they work in as well.
 */
export function supervisedProcesses(layout: Layout): number[] {
  const mark = `\0HOLDFAST_SUPERVISED=${layout.data}\0`;
  const servers = new Map([
    [layout.redis, "redis-server"],
    [layout.sentinel, "redis-server"],
    [layout.mariadb, "mariadbd"],
  ]);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        if (`\0${readFileSync(`/proc/${pid}/environ`, "utf8")}`.includes(mark)) return true;
        const name = servers.get(readlinkSync(`/proc/${pid}/cwd`));
        return name !== undefined && readFileSync(`/proc/${pid}/comm`, "utf8").trim() === name;
      } catch {
        return false; // it ended meanwhile, or it is another user's
      }
    });
}

/**
 * A MariaDB that is killed while it copies a cluster's data leaves the copying script behind, which waits five minutes for a stream that nobody
 * sends; each later try finds it ("Previous SST is not completed") and gives up. Ends it with all it started: they are one session.
 * @param folder MariaDB's data folder. @returns whether there was one.
 */
export async function endOrphanedCopy(folder: string): Promise<boolean> {
  try {
    const script = Number(readFileSync(join(folder, "wsrep_sst.pid"), "utf8"));
    const words = readFileSync(`/proc/${script}/cmdline`, "utf8");
    if (!words.includes("wsrep_sst_") || !words.includes(folder)) return false;
    const session = sessionOf(script);
    const pids = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid && sessionOf(pid) === session);
    await endProcesses(pids, 2);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return false; // no script, or it has ended
  }
}

/** @returns undefined when the process has ended meanwhile. */
function sessionOf(pid: number): number | undefined {
  try {
    // proc(5): after the name in brackets follow state, parent, process group, session.
    const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1);
    return Number(after?.split(" ")[3]);
  } catch {
    return undefined;
  }
}

/** Ends processes politely, then, after `graceSeconds`, not. */
export async function endProcesses(pids: readonly number[], graceSeconds = 60): Promise<void> {
  signal(pids, "SIGTERM");
  const deadline = Date.now() + graceSeconds * 1000;
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) signal(pids, "SIGKILL");
    await sleep(50);
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids.filter(isAlive)) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended meanwhile
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie answers signals but is gone; its parent merely did not look yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
