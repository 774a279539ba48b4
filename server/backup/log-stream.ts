import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "../installation/layout.ts";

/**
 * Names the data folder that MariaDB has now, by a file in it. Logs count from 1 again in a new data folder (after a restore, or a node's
 * rebuilding), and their pieces must not be taken for the old ones'.
 */
export function logStream(layout: Layout): string {
  const file = join(layout.mariadb, "holdfast-log-stream");
  if (!existsSync(file)) writeFileSync(file, randomBytes(4).toString("hex"), { flag: "wx", mode: 0o644 });
  return readFileSync(file, "utf8").trim();
}
