import { createConnection } from "node:net";
import { callPeer } from "../../cluster/channel.ts";
import type { ClusterNode } from "../../cluster/cluster.ts";
import { Refusal } from "../../cluster/routes.ts";

/** Whether another node shows any sign of life, as far as this machine can see. */
export interface LifeSign {
  readonly name: string;
  readonly kind: ClusterNode["kind"];
  readonly alive: boolean;
  readonly detail: string;
}

const patienceMs = 2000;

/**
 * Looks for life on other nodes, by every door: their agents, then the ports of their databases and arbitrators. Silence is no proof of
 * death, but an answer is one of life.
 */
export const lifeSigns = (
  layout: { readonly keys: string },
  nodes: readonly ClusterNode[],
): Promise<LifeSign[]> =>
  Promise.all(
    nodes.map(async (node) => {
      const sign = (alive: boolean, detail: string) => ({ name: node.name, kind: node.kind, alive, detail });
      try {
        await callPeer(layout, node, "GET /cluster", undefined, { timeoutMs: patienceMs });
        return sign(true, "its failover agent answers");
      } catch (error) {
        if (error instanceof Refusal) return sign(true, "its failover agent answers");
      }
      const { sql, group, redis } = node.ports;
      const doors: [string, number][] =
        node.kind === "data"
          ? [
              ["database", sql],
              ["group", group],
              ["redis", redis],
            ]
          : [["redis", redis]];
      for (const [what, port] of doors)
        if (await listens(node.address, port))
          return sign(true, `its ${what} port ${port} answers, its failover agent does not`);
      return sign(false, "no sign of life");
    }),
  );

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: patienceMs });
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
