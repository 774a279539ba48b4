import type { Config } from "../../config/schema.ts";
import { callAgent, UnreachableError } from "../cluster/channel.ts";
import { Refusal } from "../cluster/routes.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { endProcesses, supervisedProcesses } from "./orphans.ts";
import { connectSupervisor } from "./supervisor.ts";

// Those who use a server end before it does.
const order = ["failover", "web", "worker", "sentinel", "redis", "garbd", "mariadb"];
/** A hand-over waits for the other server's checks and claim. */
const releaseMs = 30_000;

/** Stops everything that this installation started, in order, and PM2 last. Data stays as it is. */
export async function stop(config: Config, print: (line: string) => void): Promise<void> {
  const layout = layoutOf(config.data);
  const supervisor = await connectSupervisor(layout, false);
  if (!supervisor) {
    const orphans = supervisedProcesses(layout);
    await endProcesses(orphans);
    const processes = `${orphans.length} ${orphans.length === 1 ? "process" : "processes"}`;
    return print(orphans.length === 0 ? "Nothing is running." : `Stopped ${processes} whose PM2 was gone.`);
  }
  const running = [...new Set((await supervisor.list()).map(({ name }) => name))];
  running.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  for (const name of running) {
    if (name === "failover") await releaseRole(layout, print);
    await supervisor.remove(name);
    print(`Stopped ${name}.`);
  }
  await supervisor.end();
  print(`All is stopped; the data stays in ${layout.data}.`);
}

/** Before anything ends: another server takes the role where there is one, so that nobody waits for our silence. */
async function releaseRole(layout: Layout, print: (line: string) => void): Promise<void> {
  try {
    const route = "POST /release";
    const { to } = await callAgent<{ to?: string }>(
      layout.sockets.agent,
      route,
      {},
      { timeoutMs: releaseMs },
    );
    if (to !== undefined) print(`Handed the role over to ${to}.`);
  } catch (error) {
    // Without an agent nothing is held; nor by a witness, which does not know the word.
    if (error instanceof UnreachableError || (error instanceof Refusal && error.code === "unknown")) return;
    // Who stops a server has decided: the others take the role when this one is silent.
    print(`The role could not be handed over: ${(error as Error).message}`);
  }
}
