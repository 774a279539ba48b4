import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "../installation/layout.ts";
import type { PartState } from "./state.ts";

/**
 * Whether a process that PM2 supervises here runs, by the pid that PM2 noted and what the kernel says of it.
 * @param name as in ecosystem.config.js, @param programs what the kernel may call it.
 */
export function processPart(layout: Layout, name: string, ...programs: readonly string[]): PartState {
  const pid = pidOf(join(layout.pm2, "pids"), name);
  if (pid === null) return { ok: false, detail: `${name} is not running` };
  try {
    // "1234 (garbd) S …": the name may contain anything, the state follows the last bracket.
    const [, comm, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    if (comm === undefined || !programs.includes(comm) || state === "Z")
      return { ok: false, detail: `${name} is not running` };
    if (state === "T" || state === "t") return { ok: false, detail: `${name} is stopped by a signal` };
    return { ok: true, detail: "running" };
  } catch {
    return { ok: false, detail: `${name} is not running` };
  }
}

function pidOf(folder: string, name: string): number | null {
  try {
    const files = readdirSync(folder).filter((file) => new RegExp(`^${name}-\\d+\\.pid$`).test(file));
    const pids = files.map((file) => Number(readFileSync(join(folder, file), "utf8")));
    return pids.find((pid) => pid > 0) ?? null;
  } catch {
    return null;
  }
}
