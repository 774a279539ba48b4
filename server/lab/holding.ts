import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";
import type { Lab } from "./lab.ts";

/**
 * One run at a time: two on one cluster would measure each other's faults.
 * @returns what lets the lab go. @throws OperatorError naming the other run.
 */
export function holdLab(lab: Lab): () => void {
  const file = join(lab.folder, "run.pid");
  const other = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (other !== "" && existsSync(`/proc/${other}`))
    throw new OperatorError(`Another run (process ${other}) uses this lab. Wait for it, or stop it.`);
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}
