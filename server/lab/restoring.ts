import { healDelays } from "./delaying.ts";
import { freeDisk } from "./disks.ts";
import { plugIn, powerOn, wake } from "./faults.ts";
import { type Lab, dataHosts } from "./lab.ts";
import { healNetwork } from "./network-faults.ts";

/** The network whole, disks with room, nobody standing still. What was killed stays so. */
export async function endFaults(lab: Lab): Promise<void> {
  healNetwork(lab);
  await healDelays(lab);
  for (const host of dataHosts(lab)) freeDisk(host);
  for (const host of lab.hosts) {
    wake(host);
    plugIn(lab, host);
  }
}

/** Ends every fault that may be under way, so that the next trial begins on a whole cluster, or says why it cannot. */
export async function restore(lab: Lab, notes: string[]): Promise<void> {
  await endFaults(lab);
  // All at once: two data nodes that were both off need each other's word.
  await Promise.all(
    lab.hosts.map((host) =>
      powerOn(lab, host).catch((error: Error) => notes.push(`${host.name}: ${error.message}`)),
    ),
  );
}
