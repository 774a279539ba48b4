import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../installation/build.ts";
import { type HostName, hostOf, type Lab } from "./lab.ts";
import { processesIn } from "./network.ts";
import { killEverything } from "./processes.ts";
import { runIn } from "./shell.ts";

// A packet socket sees frames before a card would have completed them: the host must do its checksums itself meanwhile.
// SIOCETHTOOL with ETHTOOL_STXCSUM; without it the kernel stops segmentation offload as well.
const checksums = (on: boolean) =>
  `socket(my $s, 2, 2, 0) or die; my $v = pack('LL', 0x17, ${on ? 1 : 0}); ioctl($s, 0x8946, pack('a16P', 'eth0', $v)) or die $!`;

/** Delays everything from and to a host, each way, by so many milliseconds and up to `jitter` more. */
export async function delayPackets(lab: Lab, name: HostName, ms: number, jitter: number): Promise<void> {
  runIn(hostOf(lab, name).namespace, "perl", "-e", checksums(false));
  runIn(lab.switch, "ip", "link", "set", "dev", name, "nomaster");
  const script = join(root, "server/lab/delay-port.pl");
  const child = spawn("ip", ["netns", "exec", lab.switch, "perl", script, name, String(ms), String(jitter)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => Promise.reject(new Error("the delaying port ended"))),
  ]);
}

/** Every port is on the bridge again, without delay; also those that a run left behind that was killed. */
export async function healDelays(lab: Lab): Promise<void> {
  if (processesIn(lab.switch).length === 0) return;
  await killEverything(() => processesIn(lab.switch));
  for (const { name, namespace } of lab.hosts) {
    runIn(lab.switch, "ip", "link", "set", "dev", name, "master", "br0");
    runIn(namespace, "perl", "-e", checksums(true));
  }
}
