import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { Ports } from "../cluster/cluster.ts";

const usual = { agent: 7400, sql: 3306, group: 4567, ist: 4568, sst: 4444, redis: 6379, sentinel: 26379 };
// Below where kernels take the ports of outgoing connections from: such a one could be busy at the next start.
const [lowest, highest] = [12_000, 32_000];

/**
 * Chooses the TCP ports of a node's servers: those that it has, else the usual ones, each replaced by a free one where another program
 * listens. They are told to the other nodes and so must stay.
 * @param web the portal's own port, which is not chosen but configured.
 */
export async function choosePorts(web: number, wanted: Omit<Ports, "web"> = usual): Promise<Ports> {
  const chosen: Ports = { ...wanted, web };
  const names = Object.keys(usual) as (keyof typeof usual)[];
  for (const name of names) {
    const taken = new Set(Object.entries(chosen).flatMap(([other, port]) => (other === name ? [] : [port])));
    while (taken.has(chosen[name]) || !(await isFree(chosen[name])))
      chosen[name] = randomInt(lowest, highest);
  }
  return chosen;
}

/** Whether nobody listens on the port, at any address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
