import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { HostName, Lab } from "./lab.ts";
import { monotonic } from "./outage.ts";
import { observe } from "./processes.ts";
import { runIn } from "./shell.ts";

/** One stretch in which a host had the virtual address on its network card. Monotonic milliseconds. */
export interface Holding {
  readonly host: HostName;
  readonly from: number;
  /** Infinity: still. */
  readonly to: number;
}

/** Two hosts that had the address at the same time. */
export interface Overlap {
  readonly hosts: readonly [HostName, HostName];
  readonly from: number;
  readonly to: number;
}

/** All overlaps of holdings of different hosts. */
export function overlapsOf(holdings: readonly Holding[]): Overlap[] {
  return holdings.flatMap((one, index) =>
    holdings.slice(index + 1).flatMap((other) => {
      const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
      return one.host !== other.host && from < to
        ? [{ hosts: [one.host, other.host] as const, from, to }]
        : [];
    }),
  );
}

export interface VipWatch {
  holdings(): Holding[];
  /** Who has it now. */
  holders(): HostName[];
  /** Forgets what is over. */
  reset(): void;
  close(): void;
}

/**
 * Watches who has the virtual address. The kernel tells each change as it happens, so no overlap is too short to be seen (sampling
 * every 50 ms would miss most).
 */
export function watchVip(lab: Lab): VipWatch {
  let past: Holding[] = [];
  const since = new Map<HostName, number>();
  const children: ChildProcess[] = [];
  const owns = (text: string) => text.includes(`inet ${lab.vip}/`);
  for (const { name, namespace } of lab.hosts) {
    const child = spawn("ip", ["-netns", namespace, "-oneline", "monitor", "address", "dev", "eth0"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    observe(child.pid);
    children.push(child);
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!owns(line) || !line.includes("eth0")) return;
      if (!line.startsWith("Deleted")) since.set(name, since.get(name) ?? monotonic());
      else {
        const from = since.get(name);
        if (from !== undefined) past.push({ host: name, from, to: monotonic() });
        since.delete(name);
      }
    });
    // Had before we looked.
    if (owns(runIn(namespace, "ip", "-oneline", "addr", "show", "dev", "eth0"))) since.set(name, monotonic());
  }
  return {
    holdings: () => [...past, ...[...since].map(([host, from]) => ({ host, from, to: Infinity }))],
    holders: () => [...since.keys()],
    reset: () => (past = []),
    close: () => children.forEach((child) => child.kill("SIGKILL")),
  };
}
