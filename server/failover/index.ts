// Its settings stand with the others; they belong to a folder that is no capability.
import "../backup/backup.settings.ts";
import type { Capability } from "../core/capability.ts";
import { addMetrics } from "../core/http/metrics.ts";
import { failoverAdminRoutes } from "./admin.routes.ts";
import { failoverMetrics } from "./metrics.ts";
import { operatorNotices } from "./notices.service.ts";
import { statusRoutes } from "./status.routes.ts";
import { followCluster } from "./watch.ts";

export { redundancyBanner } from "./banner.ts";
export { followRole } from "./role-feed.ts";

export type { ClusterState, NodeState } from "./state.ts";

/**
 * Fail Over: which of several servers acts, and how another takes its place.
 *
 * - primary: the node that holds the role; the virtual address and background work are its own. standby: ready to take it.
 * - lease: the database row whose holder is the primary (4.1 of shared/failover.md). epoch: the number of the holder's term.
 * - fence: the row that every piece of background work writes with its epoch.
 * - takeover: a standby claims a role that was no longer renewed. switchover: the primary hands it over.
 */
export const failover = {
  name: "failover",
  routes: [failoverAdminRoutes, statusRoutes],
  loops: [operatorNotices],
  navigation: [{ area: "admin", label: "failover.title", path: "/failover" }],
} satisfies Capability;

/**
 * Called once by each process that shows or tells of failover: follows this machine's agent in the background.
 * @param socketPath the agent's unix socket; nobody needs to listen there.
 * @returns how to stop.
 */
export function useFailover(socketPath: string): () => void {
  addMetrics(failoverMetrics);
  return followCluster(socketPath);
}
