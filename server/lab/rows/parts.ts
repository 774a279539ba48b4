import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../../installation/command.ts";
import { nodeState } from "../cluster-probe.ts";
import { endPart, freezePart, killPart, outOfMemory } from "../faults.ts";
import { type LabHost, dataHosts } from "../lab.ts";
import { dropPort, healNetwork } from "../network-faults.ts";
import type { Row, Stage, Target } from "../row.ts";
import { pinnedWriter } from "../redis-writer.ts";

const nothing = () => undefined;
const appCrash: Target = { median: 1.5, max: 3, role: "any", duplicateMails: 1 };
const databaseCrash: Target = { median: 1.6, max: 3, role: "stays", duplicateMails: 0 };
const unnoticed: Target = { median: 0, max: 0, role: "stays", duplicateMails: 0 };

/** The host whose Redis is the master now. */
async function redisMaster({ lab }: Stage): Promise<LabHost> {
  for (const host of lab.hosts) if ((await nodeState(host))?.redis?.role === "master") return host;
  throw new OperatorError("no agent says that its Redis is the master");
}

/** What the kill of each part may cost. */
const outOfMemoryTargets: readonly (readonly [letter: string, part: string, target: Target])[] = [
  ["a", "mariadb", databaseCrash],
  ["b", "redis", { ...unnoticed, median: 1.5, max: 3 }],
  ["c", "web", appCrash],
  ["d", "worker", { ...unnoticed, duplicateMails: 1 }],
  ["e", "failover", appCrash],
];

function corrupt(standby: LabHost, what: "state" | "table"): void {
  const folder = join(standby.data, "mariadb");
  if (what === "state") {
    writeFileSync(join(folder, "grastate.dat"), "# GALERA saved state\nversion: 2.1\nuuid: nonsense\n");
    return;
  }
  const table = join(folder, "holdfast/replies.ibd");
  const file = existsSync(table)
    ? table
    : join(
        folder,
        "holdfast",
        readdirSync(join(folder, "holdfast")).find((name) => name.endsWith(".ibd")) ?? "",
      );
  const bytes = statSync(file).size;
  writeFileSync(file, Buffer.alloc(Math.min(bytes, 2 * 1024 * 1024), 0xa5), { flag: "r+" });
  appendFileSync(file, "");
}

/** Parts of one host: killed, ended, frozen, broken. */
export const partRows: readonly Row[] = [
  {
    id: "4",
    title: "database kill -9 on the primary",
    inject: ({ primary }) => killPart(primary, "mariadb"),
    hold: 5,
    heal: nothing,
    target: databaseCrash,
  },
  {
    id: "5",
    title: "database ends gracefully on the primary",
    inject: ({ primary }) => endPart(primary, "mariadb"),
    hold: 5,
    heal: nothing,
    target: { median: 0, max: 0, role: "any", duplicateMails: 0 },
  },
  {
    id: "6a",
    title: "application kill -9 (all web processes)",
    inject: ({ primary }) => killPart(primary, "web"),
    hold: 6,
    heal: nothing,
    target: appCrash,
  },
  {
    id: "6b",
    title: "agent kill -9",
    inject: ({ primary }) => killPart(primary, "failover"),
    hold: 6,
    heal: nothing,
    target: appCrash,
  },
  {
    id: "6c",
    title: "worker kill -9",
    inject: ({ primary }) => killPart(primary, "worker"),
    hold: 5,
    heal: nothing,
    target: { ...unnoticed, duplicateMails: 1 },
  },
  {
    id: "7a",
    title: "agent frozen",
    inject: ({ primary, lab }) => frozen(lab.id, freezePart(primary, "failover")),
    hold: 8,
    heal: ({ lab }) => thaw(lab.id),
    target: { median: 3, max: 5, role: "moves", duplicateMails: 1 },
  },
  {
    id: "7b",
    title: "one web process frozen",
    inject: ({ primary, lab }) => frozen(lab.id, freezePart(primary, "web", "one")),
    hold: 8,
    heal: ({ lab }) => thaw(lab.id),
    target: { median: 3, max: 5, role: "any", duplicateMails: 1 },
  },
  ...outOfMemoryTargets.map(([letter, part, target]): Row => ({
    id: `18${letter}`,
    title: `out of memory: ${part}`,
    inject: async ({ lab, primary, note }) => note(await outOfMemory(lab, primary, part)),
    hold: 6,
    heal: nothing,
    target,
  })),
  ...(["state", "table"] as const).map((what, index): Row => ({
    id: `20${"ab"[index]}`,
    title: what === "state" ? "standby's grastate.dat corrupted" : "a table's file corrupted on the standby",
    inject: async ({ standby }) => {
      killPart(standby, "mariadb");
      corrupt(standby, what);
      await sleep(1000);
    },
    hold: 10,
    heal: nothing,
    target: { median: 1.6, max: 2, role: "stays", duplicateMails: 0, whole: 240 },
  })),
  {
    id: "22a",
    title: "Redis master kill -9",
    inject: async (stage) => killPart(await redisMaster(stage), "redis"),
    hold: 6,
    heal: nothing,
    target: unnoticed,
  },
  {
    id: "22b",
    title: "Redis master cut off",
    inject: async (stage) => {
      const master = await redisMaster(stage);
      for (const port of [6379, 26379]) dropPort(stage.lab, master.name, port);
    },
    hold: 8,
    heal: ({ lab }) => healNetwork(lab),
    target: unnoticed,
  },
  {
    id: "22c",
    title: "Redis master frozen",
    inject: async (stage) => frozen(stage.lab.id, freezePart(await redisMaster(stage), "redis")),
    hold: 8,
    heal: ({ lab }) => thaw(lab.id),
    target: unnoticed,
  },
  {
    id: "23",
    title: "old Redis master restarted, written to beside the application",
    inject: async (stage) => {
      const master = await redisMaster(stage);
      const writer = pinnedWriter(master);
      await sleep(500);
      killPart(master, "redis");
      await sleep(9000);
      const accepted = await writer.stop(dataHosts(stage.lab).filter((host) => host !== master));
      stage.note(
        `${accepted.written} writes at the old master, ${accepted.lost} acknowledged after its restart and lost`,
      );
      if (accepted.lost > 0)
        throw new OperatorError(`the old master accepted ${accepted.lost} writes that are lost`);
    },
    hold: 2,
    heal: nothing,
    target: unnoticed,
  },
];

// What ends a freeze, until the row's heal asks for it; one lab, one fault at a time.
const frozenIn = new Map<string, () => void>();
const frozen = (lab: string, wakeUp: () => void): void => void frozenIn.set(lab, wakeUp);
function thaw(lab: string): void {
  frozenIn.get(lab)?.();
  frozenIn.delete(lab);
}
