import { log } from "../core/log.ts";
import { runCommand } from "./machine-commands.ts";
import { wordsOf } from "./looking.ts";

// After a switchover the network brings everything for the virtual address here, also what belongs to connections that people still have to
// the former primary: downloads, answers under way, connections kept open. This machine knows nothing of those and would reset them. Instead
// it passes each such packet on to the former primary, which answers with the address itself (it keeps it on its loopback, see retire).

const table = "holdfast_vip";
let ending: NodeJS.Timeout | undefined;

/** @param from the former primary's own address. @param until seconds since 1970: then the rules end by themselves, whatever became of us. Pure. */
export function forwardingRules(address: string, device: string, from: string, until: number): string {
  // A segment that begins no connection, and for which the lookup finds only the listening socket: nobody here has begun it. What finds nothing
  // at all, or a connection that is just being made, is this machine's own affair.
  return `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain strays {
    type filter hook prerouting priority mangle; policy accept;
    ip daddr != ${address} accept
    meta l4proto != tcp accept
    meta time > ${until} accept
    tcp flags & (fin | syn | rst | ack) == syn accept
    socket wildcard 1 dup to ${from} device "${device}" drop
  }
}
`;
}

/**
 * Passes strays on for `seconds`. Where the kernel or the machine lacks nftables nothing is passed on, and such connections are reset.
 * @returns when the rules are in force.
 */
export async function forwardStrays(
  address: string,
  device: string,
  from: string,
  seconds: number,
): Promise<void> {
  const until = Math.floor(Date.now() / 1000) + seconds;
  try {
    await runCommand("nft", ["-f", "-"], { input: forwardingRules(address, device, from, until) });
    clearTimeout(ending);
    ending = setTimeout(() => void endForwarding(), seconds * 1000).unref();
  } catch (error) {
    log.warn(`open connections to ${from} are not passed on: ${wordsOf(error)}`);
  }
}

/** Removes the rules, if there are any. */
export async function endForwarding(): Promise<void> {
  clearTimeout(ending);
  await runCommand("nft", ["delete", "table", "ip", table]).catch(() => undefined);
}
