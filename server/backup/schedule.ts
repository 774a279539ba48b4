import { type ChildProcess, spawn } from "node:child_process";
import { extname, join } from "node:path";
import { type ScheduledTask, schedule } from "node-cron";
import type { Knex } from "knex";
import type { Config } from "../../config/schema.ts";
import { dataNodesOf, readCluster } from "../cluster/cluster.ts";
import { log } from "../core/log.ts";
import { layoutOf } from "../installation/layout.ts";
import { isDue, nightly } from "./backup.settings.ts";
import { slotToRetry } from "./runs.ts";

const minuteMs = 60_000;
const extension = extname(import.meta.filename);
const script = join(import.meta.dirname, "../../scripts", `backup${extension}`);

/**
 * How long a node waits before it makes a backup that is due. A standby does it at once, and so does who is alone; the one that acts
 * leaves five minutes to the others, then does it itself if nobody has begun. Pure.
 */
export const waitBeforeBackup = (holdsRole: boolean, dataNodes: number): number =>
  holdsRole && dataNodes > 1 ? 5 * minuteMs : 0;

/**
 * Makes the backups of this node by the clock, each as a process of its own that gives way to all others: the full one once for all
 * nodes, the archiving of binary logs on each. A full one that failed is tried again every hour for half a day.
 * Does nothing on a database that is not ours.
 * @returns how to stop: ends what is under way and waits until it has cleared away.
 */
export function startBackups(db: Knex, config: Config, holdsRole: () => boolean): () => Promise<void> {
  if (config.databaseUrl !== undefined) return () => Promise.resolve();
  const layout = layoutOf(config.data);
  const children = new Set<ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  const tasks: ScheduledTask[] = [];
  const said = new Map<string, string>();

  const run = (what: string, args: string[]) =>
    new Promise<void>((resolve) => {
      const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.add(child);
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
      child.once("error", (error) => (output += error.message));
      child.once("close", (code) => {
        children.delete(child);
        const words = output.trim();
        if (code === 0) log[what === "full" ? "info" : "debug"]({ backup: what }, words);
        // Every five minutes the same would drown the rest.
        else if (said.get(what) !== words) log.error({ backup: what }, words);
        said.set(what, code === 0 ? "" : words);
        resolve();
      });
    });
  const full = (slot: string) => {
    const cluster = readCluster(layout.cluster);
    const wait = waitBeforeBackup(holdsRole(), cluster ? dataNodesOf(cluster).length : 1);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void run("full", ["--slot", slot]);
    }, wait);
    timers.add(timer);
  };
  const retry = async () => {
    const slot = await slotToRetry(db, new Date()).catch(() => null);
    if (slot) full(slot);
  };
  const at = (expression: string | null, work: () => unknown) => {
    if (expression) tasks.push(schedule(expression, work, { noOverlap: true }));
  };
  at("* * * * *", () => {
    const now = new Date();
    if (isDue(now)) full(new Date(Math.floor(now.getTime() / minuteMs) * minuteMs).toISOString());
  });
  at(config.backup.logSchedule, () => run("log", ["--log"]));
  at("10 * * * *", () => (nightly.get() ? retry() : undefined));

  return async () => {
    for (const task of tasks) await task.destroy();
    for (const timer of timers) clearTimeout(timer);
    await Promise.all([...children].map(ended));
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("close", () => resolve());
    child.kill("SIGTERM");
  });
}
