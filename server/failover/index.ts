import type { Capability } from "../core/capability.ts";

/**
 * Fail Over: which of several servers acts, and how another takes its place.
 *
 * - primary: the node that holds the role; the virtual address and background work are its own. standby: ready to take it.
 * - lease: the database row whose holder is the primary (4.1 of shared/failover.md). epoch: the number of the holder's term.
 * - fence: the row that every piece of background work writes with its epoch.
 * - takeover: a standby claims a role that was no longer renewed. switchover: the primary hands it over.
 */
export const failover = { name: "failover" } satisfies Capability;
