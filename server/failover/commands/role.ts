import type { SwitchoverResult } from "../switchover.ts";
import { type Command, settled, stateOf, text } from "./terms.ts";

const longestMs = 120_000;

export const switchover: Command = {
  summary: "hands the role to the other server, without a failed request",
  help: `
npm run failover -- switchover [--to NAME]

Hands the role (virtual address, background work) to another server that is ready for it. Requests under way are finished; none fails.
May be run on any server. Done again, it goes back.

  --to NAME   to which server; needed only when there are several`,
  options: { to: { type: "string" } },
  run: async (terms, { to }) => {
    const began = performance.now();
    const wanted = text(to);
    const order = wanted ? { to: wanted } : {};
    const { from, to: now } = await terms.ask<SwitchoverResult>("POST /switchover", order, longestMs);
    const took = ((performance.now() - began) / 1000).toFixed(1);
    terms.print(`${now} is the primary now (before: ${from}; ${took} s).`);
    terms.print((await settled(terms, now)).sentence);
  },
};

export const pause: Command = {
  summary: "no server takes over by itself until resume (for work on the network)",
  help: `
npm run failover -- pause

The primary stays the primary, and no other server takes over, whatever happens, until: npm run failover -- resume
For work on the network or on the servers. A switchover by hand is not possible either.`,
  options: {},
  run: async ({ ask, print }) => {
    await ask("POST /pause", {}, 15_000);
    print("Failover is paused: nobody takes over until you run: npm run failover -- resume");
  },
};

export const resume: Command = {
  summary: "ends the pause",
  help: `
npm run failover -- resume

Ends a pause: the servers watch each other again.`,
  options: {},
  run: async (terms) => {
    await terms.ask("POST /resume", {}, 15_000);
    terms.print(`Failover is active again. ${(await stateOf(terms)).sentence}`);
  },
};
