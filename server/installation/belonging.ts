import { existsSync } from "node:fs";
import { readCluster } from "../cluster/cluster.ts";
import { accept, askOthers } from "../cluster/membership.ts";
import { OperatorError } from "./command.ts";
import { leftBecause } from "./join-checks.ts";
import type { Layout } from "./layout.ts";
import { writeLeft } from "./membership.ts";

/**
 * Before a start: hears from the others what changed while this node was away. With nobody to ask it starts with what it knows.
 * @throws OperatorError when this node does not belong to its cluster any more: its data must not live a second life.
 */
export async function assertMember(layout: Layout): Promise<void> {
  const own = readCluster(layout.cluster);
  if (own && own.nodes.length > 1 && !existsSync(layout.left)) {
    const { newer, expelledBy } = await askOthers(layout, own);
    if (newer) accept(layout.cluster, own, newer.cluster, newer.from);
    if (expelledBy !== null)
      writeLeft(layout, own, `${expelledBy} says that it was taken out of the cluster`);
  }
  if (existsSync(layout.left))
    throw new OperatorError(
      `This server does not belong to its cluster any more (${leftBecause(layout)}). Let it join again: run npm run failover -- invite on a server of the cluster, then the command that it prints here, with --discard-data.`,
    );
}
