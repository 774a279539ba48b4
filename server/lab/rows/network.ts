import { setTimeout as sleep } from "node:timers/promises";
import { delayPackets, healDelays } from "../delaying.ts";
import {
  dropOneWay,
  dropSilently,
  healNetwork,
  linkDown,
  linkUp,
  losePackets,
  partition,
} from "../network-faults.ts";
import type { Row, Stage, Target } from "../row.ts";
import { seeded } from "../../demo/random.ts";

const heal = ({ lab }: Stage) => healNetwork(lab);
const partial: Target = { median: 3, max: 8, role: "any", duplicateMails: 1 };
const calm: Target = { median: 1, max: 2, role: "stays", duplicateMails: 0 };

/** Paths between hosts: silent, partial, one-way, lossy, flapping. */
export const networkRows: readonly Row[] = [
  {
    id: "2b",
    title: "primary silent: everything from and to it dropped",
    inject: ({ lab, primary }) => dropSilently(lab, primary.name),
    hold: 10,
    heal,
    target: { median: 3, max: 5, role: "moves", duplicateMails: 1 },
  },
  {
    id: "12",
    title: "the two servers do not see each other, both see the witness",
    inject: ({ lab }) => partition(lab, "a", "b"),
    hold: 12,
    heal,
    target: partial,
  },
  {
    id: "13a",
    title: "one-way loss from the primary to the standby",
    inject: ({ lab, primary, standby }) => dropOneWay(lab, primary.name, standby.name),
    hold: 12,
    heal,
    target: partial,
  },
  {
    id: "13b",
    title: "one-way loss from the primary to the witness",
    inject: ({ lab, primary, witness }) => dropOneWay(lab, primary.name, witness.name),
    hold: 12,
    heal,
    target: partial,
  },
  {
    id: "14a",
    title: "5 % of the standby's packets lost",
    inject: ({ lab, standby }) => losePackets(lab, standby.name, 5),
    hold: 15,
    heal,
    target: { ...calm, max: 3 },
  },
  {
    id: "14b",
    title: "20 % of the standby's packets lost",
    inject: ({ lab, standby }) => losePackets(lab, standby.name, 20),
    hold: 15,
    heal,
    target: { median: 3, max: 8, role: "any", duplicateMails: 1 },
  },
  ...(
    [
      ["14c", "5 ms of delay to and from the standby", 5, 2],
      ["14d", "50 to 200 ms of delay to and from the standby", 50, 150],
    ] as const
  ).map(([id, title, ms, jitter]): Row => ({
    ...{ id, title, hold: 15 },
    inject: ({ lab, standby }) => delayPackets(lab, standby.name, ms, jitter),
    heal: ({ lab }) => healDelays(lab),
    // Commits wait for the way to the standby and back; what counts is that nobody is thrown out.
    target: { ...calm, median: 5, max: 20 },
  })),
  {
    id: "15",
    title: "slow disk on the primary",
    impossible: () => "this kernel has no dm-delay",
    inject: () => undefined,
    hold: 0,
    heal: () => undefined,
    target: calm,
  },
  {
    id: "21",
    title: "primary's link flaps for a minute",
    inject: async ({ lab, primary, trial, note }) => {
      const random = seeded(`flaps ${trial}`);
      const until = Date.now() + 60_000;
      let flaps = 0;
      // Bursts of five as in the matrix, up to 0.9 s down each, a few seconds apart.
      while (Date.now() < until) {
        for (let flap = 0; flap < 5; flap++, flaps++) {
          linkDown(lab, primary.name);
          await sleep(random.next() * 900);
          linkUp(lab, primary.name);
          await sleep(200 + random.next() * 800);
        }
        await sleep(2000);
      }
      note(`${flaps} flaps`);
    },
    hold: 2,
    heal,
    target: { median: 60, max: 60, role: "any", duplicateMails: 1, roleChanges: 3 },
  },
];
