import { setTimeout as sleep } from "node:timers/promises";
import { callAgent } from "../cluster/channel.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Layout } from "./layout.ts";

type Print = (line: string) => void;

/** Waits a moment for the whole to settle, then says whether one server may be lost now. */
export async function sayHowItStands({ sockets }: Layout, print: Print): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    const state = await callAgent<{ canLoseOne: boolean; sentence: string }>(
      sockets.agent,
      "GET /cluster-state",
    ).catch(() => null);
    if (state?.canLoseOne || performance.now() > end)
      return print(
        state?.sentence ?? "The failover agent does not answer yet; look with: npm run failover -- status",
      );
    const missing = (await callAgent<Cluster>(sockets.agent, "GET /cluster").catch(() => null))?.nodes;
    if (missing?.length === 2 && state && performance.now() > end - 20_000) return print(state.sentence);
    await sleep(500);
  }
}

/** Ctrl-C while joining says how things are, and what to do. */
export function announceInterrupt(print: Print) {
  let next = "nothing is lost. Run npm run failover -- invite on the other server, and the new command here";
  const say = () => {
    print(`\nInterrupted: ${next}.`);
    process.exit(130);
  };
  process.once("SIGINT", say);
  return {
    settled: () =>
      (next = "this server is a member already, and what was started goes on. Finish with npm start"),
    release: () => void process.removeListener("SIGINT", say),
  };
}
