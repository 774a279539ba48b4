import { setTimeout as sleep } from "node:timers/promises";
import { fillDisk, freeDisk } from "../disks.ts";
import { freeze, killPart, plugIn, powerOff, powerOn, wake } from "../faults.ts";
import { onHost } from "../installing.ts";
import { linkDown, linkUp } from "../network-faults.ts";
import type { Row, Target } from "../row.ts";

const takeover: Target = {
  ...{ median: 3, max: 5, role: "moves", duplicateMails: 1 },
  reason: /was silent|released|nobody/i,
};
/** A member is lost that does not serve: the database stalls while the group counts again. */
const stall: Target = { median: 1.6, max: 2, role: "stays", duplicateMails: 0 };

/** Whole hosts: off, cut off, frozen. */
export const hostRows: readonly Row[] = [
  {
    id: "1",
    title: "primary off",
    inject: ({ lab, primary }) => powerOff(lab, primary),
    hold: 8,
    heal: ({ lab, primary }) => powerOn(lab, primary),
    target: takeover,
  },
  {
    id: "2",
    title: "primary's link cut",
    inject: ({ lab, primary }) => linkDown(lab, primary.name),
    hold: 10,
    heal: ({ lab, primary }) => linkUp(lab, primary.name),
    target: takeover,
  },
  {
    id: "3",
    title: "primary frozen, woken later",
    inject: ({ primary }) => freeze(primary),
    hold: 12,
    heal: ({ primary }) => wake(primary),
    target: takeover,
  },
  {
    id: "10a",
    title: "witness off",
    inject: ({ lab, witness }) => powerOff(lab, witness),
    hold: 6,
    heal: ({ lab, witness }) => powerOn(lab, witness),
    target: stall,
  },
  {
    id: "10b",
    title: "witness cut off",
    inject: ({ lab, witness }) => linkDown(lab, witness.name),
    hold: 6,
    heal: ({ lab, witness }) => linkUp(lab, witness.name),
    target: stall,
  },
  {
    id: "10c",
    title: "witness frozen",
    inject: ({ witness }) => freeze(witness),
    hold: 6,
    heal: ({ witness }) => wake(witness),
    target: stall,
  },
  {
    id: "11a",
    title: "standby off",
    inject: ({ lab, standby }) => powerOff(lab, standby),
    hold: 6,
    heal: ({ lab, standby }) => powerOn(lab, standby),
    target: stall,
  },
  {
    id: "11b",
    title: "standby cut off",
    inject: ({ lab, standby }) => linkDown(lab, standby.name),
    hold: 6,
    heal: ({ lab, standby }) => linkUp(lab, standby.name),
    target: stall,
  },
  {
    id: "11c",
    title: "standby's disk full",
    impossible: ({ disks }) => (disks ? null : "no loop devices: disks cannot be limited"),
    inject: ({ standby }) => fillDisk(standby, 0),
    hold: 10,
    heal: ({ standby }) => freeDisk(standby),
    target: { ...stall, whole: 180 },
  },
  {
    id: "17",
    title: "primary's disk full",
    impossible: ({ disks }) => (disks ? null : "no loop devices: disks cannot be limited"),
    // Below what an able node must have free, then to the last byte.
    inject: async ({ primary }) => {
      fillDisk(primary, 64 * 1024 * 1024);
      await sleep(8000);
      fillDisk(primary, 0);
    },
    hold: 8,
    heal: ({ primary }) => freeDisk(primary),
    target: { median: 1.6, max: 5, role: "any", duplicateMails: 1, whole: 180 },
  },
  {
    id: "19a",
    title: "both servers off, witness alive",
    inject: async ({ lab, primary, standby }) =>
      void (await Promise.all([powerOff(lab, primary), powerOff(lab, standby)])),
    hold: 4,
    heal: async ({ lab, primary, standby }) =>
      void (await Promise.all([powerOn(lab, primary), powerOn(lab, standby)])),
    fromHeal: true,
    target: { median: 30, max: 60, role: "any", duplicateMails: 1 },
  },
  {
    id: "19b",
    title: "all three off",
    inject: async ({ lab }) => void (await Promise.all(lab.hosts.map((host) => powerOff(lab, host)))),
    hold: 4,
    heal: async ({ lab }) => void (await Promise.all(lab.hosts.map((host) => powerOn(lab, host)))),
    fromHeal: true,
    target: { median: 30, max: 60, role: "any", duplicateMails: 1 },
  },
  {
    id: "24",
    title: "primary off, then the witness too",
    inject: async ({ lab, primary, witness }) => {
      await powerOff(lab, primary);
      await sleep(8000);
      await powerOff(lab, witness);
    },
    hold: 6,
    heal: async ({ lab, primary, witness }) => {
      plugIn(lab, primary);
      await powerOn(lab, witness);
      await onHost(lab, primary, ["start"], { seconds: 240 });
    },
    fromHeal: true,
    target: { median: 30, max: 60, role: "any", duplicateMails: 1 },
  },
];

/** One machine alone: everything restarts in place. */
export const aloneRows: readonly Row[] = (
  [
    ["s1", "web processes kill -9", "web", 3, 5],
    ["s2", "database kill -9", "mariadb", 10, 15],
    ["s3", "Redis kill -9", "redis", 0, 0],
    ["s4", "worker kill -9", "worker", 0, 0],
    ["s5", "agent kill -9", "failover", 0, 0],
  ] as const
).map(([id, title, part, median, max]) => ({
  ...{ id, title },
  inject: ({ primary }) => killPart(primary, part),
  hold: 5,
  heal: () => undefined,
  target: { median, max, role: "any", duplicateMails: part === "worker" ? 1 : 0 },
}));
