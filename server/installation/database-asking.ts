import { callPeer } from "../cluster/channel.ts";
import { type Cluster, type ClusterNode, dataNodesOf } from "../cluster/cluster.ts";
import type { DatabaseThere } from "./galera-start.ts";
import type { Position } from "./galera-state.ts";
import type { Layout } from "./layout.ts";

const otherDataNodes = (cluster: Cluster): ClusterNode[] =>
  dataNodesOf(cluster).filter(({ name }) => name !== cluster.self);

/** How the databases of the other data nodes are, by their agents; null where none answers. */
export const askOthers = (layout: Layout, cluster: Cluster) =>
  Promise.all(
    otherDataNodes(cluster).map(async (node) => ({
      name: node.name,
      there: await callPeer<DatabaseThere>(layout, node, "GET /database/position").catch(() => null),
    })),
  );

/**
 * Asks the named nodes to agree that this one begins the group, or declares its part of it whole.
 * @returns why not, or null: all have agreed.
 */
export async function askForAgreement(
  layout: Layout,
  cluster: Cluster,
  ask: readonly string[],
  position: Position | null,
): Promise<string | null> {
  for (const node of otherDataNodes(cluster).filter(({ name }) => ask.includes(name))) {
    try {
      await callPeer(layout, node, "POST /database/bootstrap-agreement", { position });
    } catch (error) {
      return `${node.name} does not agree that it begins: ${(error as Error).message}`;
    }
  }
  return null;
}
