import type { Drill } from "../drill.ts";
import { type Command, settled, stateOf } from "./terms.ts";

export const drill: Command = {
  summary: "switches over and back under a probe and prints what it measured",
  help: `
npm run failover -- drill

Hands the role over to another server and back, while asking for the portal every 20 ms on a new connection, and prints what that probe
saw. Users notice nothing. To be run on any server.`,
  options: {},
  run: async (terms) => {
    const before = await stateOf(terms);
    terms.print(`Switching from ${before.primary ?? "nobody"} to another server and back…`);
    const { there, back, probe } = await terms.ask<Drill>("POST /drill", {}, 180_000);
    for (const { from, to, epoch, durationMs } of [there, back])
      terms.print(`  ${from} → ${to}: ${durationMs} ms between the two (epoch ${epoch})`);
    terms.print(
      `  ${probe.address}: ${probe.requests} requests, ${probe.failed} failed, the slowest took ${probe.slowestMs} ms`,
    );
    terms.print((await settled(terms, back.to)).sentence);
    if (probe.failed > 0) process.exitCode = 1;
  },
};
