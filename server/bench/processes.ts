import { readFileSync } from "node:fs";

// USER_HZ: 100 on every Linux that Node runs on.
const ticksPerSecond = 100;

/** Processor time of the processes together. Dead ones count nothing. */
export function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const text = read(`/proc/${pid}/stat`);
    // The name may hold blanks and brackets; the fields begin after the last bracket.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / ticksPerSecond;
}

export interface Memory {
  /** Megabytes: with shared pages counted in part, now. */
  readonly pss: number;
  /** Megabytes: with shared pages counted in whole, now and at most. */
  readonly rss: number;
  readonly peak: number;
}

export function memoryOf(pid: number): Memory {
  const status = read(`/proc/${pid}/status`);
  return {
    pss: kilobytes(read(`/proc/${pid}/smaps_rollup`), "Pss") / 1024,
    rss: kilobytes(status, "VmRSS") / 1024,
    peak: kilobytes(status, "VmHWM") / 1024,
  };
}

const kilobytes = (text: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** How busy the machine's processors are by others, from two looks at /proc/stat. */
export function machineTimes(): { busy: number; all: number } {
  const times = (read("/proc/stat").split("\n")[0] ?? "").trim().split(/\s+/).slice(1, 9).map(Number);
  const all = times.reduce((sum, each) => sum + each, 0);
  return { busy: (all - (times[3] ?? 0) - (times[4] ?? 0)) / ticksPerSecond, all: all / ticksPerSecond };
}
