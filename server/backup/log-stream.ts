import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCluster } from "../cluster/cluster.ts";
import type { Layout } from "../installation/layout.ts";

/**
 * Names the data folder that MariaDB has now: eight digits of the cluster's id, eight from a file in the folder. Logs count from 1 again in
 * a new data folder (after a restore, or a node's rebuilding), and their pieces must not be taken for the old ones'.
 */
export function logStream(layout: Layout): string {
  const file = join(layout.mariadb, "holdfast-log-stream");
  if (!existsSync(file)) writeFileSync(file, randomBytes(4).toString("hex"), { flag: "wx", mode: 0o644 });
  const cluster = readCluster(layout.cluster)?.id ?? "00000000";
  return `${cluster.slice(0, 8)}${readFileSync(file, "utf8").trim()}`;
}

/** What the logs of all nodes of a cluster have in common. Pure. */
export const clusterOf = (stream: string): string => stream.slice(0, 8);
