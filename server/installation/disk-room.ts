import { statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, dataNodesOf } from "../cluster/cluster.ts";
import { askOthers } from "./database-asking.ts";
import type { Layout } from "./layout.ts";
import { readStart } from "./mariadb-state.ts";

// A server that cannot write its binary log waits for somebody to free space, and in a group everybody then waits for it: measured, no page for 58 s
// because the standby's disk was full. So a database that others can do without leaves them before, and comes back when there is room.

const share = 0.01;
const most = 512 * 1024 ** 2;
const everyMs = 300;
const patienceMs = 3000;

/** How much of a disk a database in a group must leave free. @param size of the disk. Both in bytes. Pure. */
export const roomNeeded = (size: number): number => Math.min(size * share, most);

/** @returns the room under `folder` as a multiple of what is needed. */
async function roomIn(folder: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return (bavail * bsize) / roomNeeded(blocks * bsize);
}

/** Waits until a database that others can do without has room again, twice what made it leave. @param say told once why; not in a file, which has no room either. */
export async function waitForRoom(
  layout: Layout,
  cluster: () => Cluster,
  say: (reason: string) => void,
): Promise<void> {
  for (let told = false; dataNodesOf(cluster()).length > 1 && (await roomIn(layout.data)) < 2; told = true) {
    if (!told) say("waits: its disk is full; free some space, or make it larger");
    await sleep(1000);
  }
}

interface LeavingDeps {
  readonly layout: Layout;
  readonly cluster: () => Cluster;
  /** Whether this node holds the role: then it is not to be done without. */
  readonly acts: () => boolean;
  readonly say: (sentence: string) => void;
}

/** Ends this node's database when its disk is full and another node serves. @returns how to stop. */
export function leaveWhenFull({ layout, cluster, acts, say }: LeavingDeps): () => void {
  let asked: { readonly pid: number; readonly at: number } | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (acts() || dataNodesOf(cluster()).length === 1) return;
    const room = await roomIn(layout.data);
    const start = room < 1 ? readStart(layout) : null;
    if (start?.state !== "joining" && start?.state !== "beginning") return;
    const others = await askOthers(layout, cluster());
    if (!others.some(({ there }) => there?.state === "primary")) return;
    // With nothing left at all it hangs, and hears nothing.
    const hangs = room < 0.25 || (asked?.pid === start.pid && performance.now() - asked.at > patienceMs);
    if (!hangs && asked?.pid === start.pid) return;
    process.kill(start.pid, hangs ? "SIGKILL" : "SIGTERM");
    asked = { pid: start.pid, at: performance.now() };
    say("The disk is full: this node's database leaves the group, so that the others need not wait for it.");
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => say(`The disk could not be looked at: ${(error as Error).message}`))
      .finally(() => (looking = false));
  }, everyMs);
  return () => clearInterval(timer);
}
