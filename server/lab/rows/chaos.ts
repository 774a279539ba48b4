import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../../demo/random.ts";
import { becomesWhole } from "../cluster-probe.ts";
import { freeze, freezePart, killPart, powerOff, powerOn, wake } from "../faults.ts";
import type { LabHost } from "../lab.ts";
import { dropSilently, healNetwork, linkDown, linkUp, partition } from "../network-faults.ts";
import { partPids } from "../processes.ts";
import type { Row, Stage } from "../row.ts";

type Fault = (stage: Stage, host: LabHost, seconds: number) => Promise<void>;

/** Faults with their ends; any of them can hit any host at any time. */
const faults: Readonly<Record<string, Fault>> = {
  off: async ({ lab }, host, seconds) => {
    await powerOff(lab, host);
    await sleep(seconds * 1000);
    await powerOn(lab, host);
  },
  cut: async ({ lab }, host, seconds) => {
    linkDown(lab, host.name);
    await sleep(seconds * 1000);
    linkUp(lab, host.name);
  },
  silent: async ({ lab }, host, seconds) => {
    dropSilently(lab, host.name);
    await sleep(seconds * 1000);
    healNetwork(lab);
  },
  frozen: async (_stage, host, seconds) => {
    freeze(host);
    await sleep(seconds * 1000);
    wake(host);
  },
  partition: async ({ lab }, _host, seconds) => {
    partition(lab, "a", "b");
    await sleep(seconds * 1000);
    healNetwork(lab);
  },
  flap: async ({ lab }, host) => {
    for (let flap = 0; flap < 5; flap++) {
      linkDown(lab, host.name);
      await sleep(300);
      linkUp(lab, host.name);
      await sleep(300);
    }
  },
  ...Object.fromEntries(
    ["mariadb", "garbd", "redis", "sentinel", "web", "worker", "failover"].map((part): [string, Fault] => [
      `kill ${part}`,
      (_stage, host) => {
        if (partPids(host, part).length > 0) killPart(host, part);
        return Promise.resolve();
      },
    ]),
  ),
  "freeze database": async (_stage, host, seconds) => {
    const wakeUp = freezePart(host, "mariadb");
    await sleep(seconds * 1000);
    wakeUp();
  },
};

/**
 * Row 25: faults at random for a while. Mostly the next one waits until the cluster is whole; sometimes it does not, and meets a cluster
 * that has no spare: then the service may stop, but nothing acknowledged may be lost.
 */
export const chaosRow = (seconds: number, seed: number): Row => ({
  id: "25",
  title: `chaos for ${seconds} s, seed ${seed}`,
  inject: async (stage) => {
    const random = seeded(`chaos ${seed} ${stage.trial}`);
    const until = Date.now() + seconds * 1000;
    const done: string[] = [];
    while (Date.now() < until) {
      const name = random.pick(Object.keys(faults));
      const host = random.pick(stage.lab.hosts);
      done.push(`${name} ${host.name}`);
      await faults[name]?.(stage, host, 2 + random.next() * 8);
      if (random.next() < 0.8) await becomesWhole(stage.lab, 180);
      else await sleep(2000);
    }
    stage.note(`${done.length} faults: ${done.join(", ")}`);
  },
  hold: 1,
  heal: () => undefined,
  target: { median: 60, max: 120, role: "any", duplicateMails: 1, whole: 120 },
});
