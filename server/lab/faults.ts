import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { onHost } from "./installing.ts";
import type { Lab, LabHost } from "./lab.ts";
import { linkDown, linkUp } from "./network-faults.ts";
import { hostProcesses, killEverything, partPids, signalAll, signalPart } from "./processes.ts";
import { runIn } from "./shell.ts";

/** What can happen to a host and what runs on it. Each has its way back; `restore` undoes all of them. */

/** Power cut: off the network first, so that no dying process says goodbye, then everything is gone, addresses included. */
export async function powerOff(lab: Lab, host: LabHost): Promise<void> {
  linkDown(lab, host.name);
  await killEverything(() => hostProcesses(host));
  runIn(host.namespace, "ip", "addr", "flush", "dev", "eth0");
  runIn(host.namespace, "ip", "addr", "flush", "dev", "lo", "scope", "global");
}

/** Power is back, and the machine starts the product as its boot would. */
export async function powerOn(lab: Lab, host: LabHost): Promise<void> {
  plugIn(lab, host);
  await onHost(lab, host, ["start"], { seconds: 240 });
}

/** The network of a machine that has power again; nothing is started. */
export function plugIn(lab: Lab, host: LabHost): void {
  linkUp(lab, host.name);
  runIn(host.namespace, "ip", "addr", "replace", `${host.address}/24`, "dev", "eth0");
}

/** Every process of the host stands still, as a virtual machine does while it is moved. */
export function freeze(host: LabHost): void {
  // Twice: one may have started another between the look and the signal.
  for (let round = 0; round < 2; round++) signalAll(hostProcesses(host), "SIGSTOP");
}
export const wake = (host: LabHost): void => signalAll(hostProcesses(host), "SIGCONT");

export const killPart = (host: LabHost, part: string): void => void signalPart(host, part, "SIGKILL");
export const endPart = (host: LabHost, part: string): void => void signalPart(host, part, "SIGTERM");

/** Stops all processes of a part, or only its first. @returns what wakes them again. */
export function freezePart(host: LabHost, part: string, which: "all" | "one" = "all"): () => void {
  const pids = partPids(host, part).slice(0, which === "one" ? 1 : undefined);
  signalAll(pids, "SIGSTOP");
  return () => signalAll(pids, "SIGCONT");
}

const cgroups = "/sys/fs/cgroup/memory";

/** Removes the memory limits that outOfMemory made, once nothing runs in them any more. Done twice, it does nothing. */
export function removeLimits(lab: Pick<Lab, "id">): void {
  if (!existsSync(cgroups)) return;
  for (const name of readdirSync(cgroups))
    if (name.startsWith(`holdfast-${lab.id}-`)) rmdirSync(`${cgroups}/${name}`);
}

/**
 * The kernel kills a part because its memory limit is used up. Falls back to a plain kill where this kernel has no such limit.
 * @returns how it died, for the record.
 */
export async function outOfMemory(lab: Lab, host: LabHost, part: string): Promise<string> {
  const pids = partPids(host, part);
  const group = `${cgroups}/holdfast-${lab.id}-${part}`;
  try {
    mkdirSync(group, { recursive: true });
    writeFileSync(`${group}/memory.limit_in_bytes`, "1048576");
    for (const pid of pids) writeFileSync(`${group}/cgroup.procs`, String(pid));
  } catch {
    killPart(host, part);
    return "killed: no memory limits here";
  }
  const isAlive = (pid: number) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  };
  // It dies when it next asks for memory, which a busy part does at once.
  for (let waited = 0; pids.some(isAlive) && waited < 10_000; waited += 50) await sleep(50);
  const survivors = pids.filter(isAlive);
  signalAll(survivors, "SIGKILL");
  for (let waited = 0; survivors.some(isAlive) && waited < 2000; waited += 50) await sleep(50);
  try {
    rmdirSync(group);
  } catch {
    // The kernel has not cleared it yet; `down` removes it.
  }
  return survivors.length === 0 ? "killed by the kernel" : "killed: it asked for no memory in 10 s";
}
