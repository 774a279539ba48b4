import { setTimeout as sleep } from "node:timers/promises";
import { onHost } from "../installing.ts";
import type { Row } from "../row.ts";

const noneFails = { median: 0, max: 0, role: "any", duplicateMails: 0 } as const;

/** What an operator does on purpose, under load: no request may fail. */
export const plannedRows: readonly Row[] = [
  {
    id: "8",
    title: "planned switchover there and back, under load",
    inject: async ({ lab, primary, standby }) => {
      await onHost(lab, primary, ["run", "failover", "--", "switchover"], { seconds: 60 });
      await sleep(15_000);
      await onHost(lab, standby, ["run", "failover", "--", "switchover"], { seconds: 60 });
    },
    hold: 15,
    heal: () => undefined,
    load: { rate: 100, writing: 2 },
    target: { ...noneFails, reason: /switch|hand/i },
  },
];
