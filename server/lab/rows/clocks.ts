import { setTimeout as sleep } from "node:timers/promises";
import { fakeClocks, setClock, trueClocks, whyNoClocks } from "../clock.ts";
import { becomesWhole } from "../cluster-probe.ts";
import { dataHosts } from "../lab.ts";
import type { Row, Stage } from "../row.ts";

async function step(host: Stage["primary"], ...seconds: number[]): Promise<void> {
  for (const each of seconds) {
    setClock(host, each);
    await sleep(4000);
  }
}

/** Wall clocks that jump: nothing decides by them. */
export const clockRows: readonly Row[] = (["standby", "primary"] as const).map((which, index) => ({
  id: `16${"ab"[index]}`,
  title: `the ${which}'s clock jumps by 1 h and 1 s, both ways`,
  impossible: whyNoClocks,
  prepare: (lab) => fakeClocks(lab, () => becomesWhole(lab, 120)),
  inject: (stage) => step(stage[which], 3600, 0, -3600, 0, 1, 0, -1),
  hold: 2,
  heal: ({ lab }) => {
    for (const host of dataHosts(lab)) setClock(host, 0);
  },
  cleanup: (lab) => trueClocks(lab, () => becomesWhole(lab, 120)),
  target: { median: 0, max: 0, role: "stays", duplicateMails: 0 },
}));
