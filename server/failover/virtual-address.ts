import { readFileSync, writeFileSync } from "node:fs";
import { BlockList, isIPv4 } from "node:net";
import type { VirtualAddress } from "../cluster/cluster.ts";
import type { Timing } from "../cluster/profiles.ts";
import { CommandError, runCommand } from "./machine-commands.ts";

/** Why the virtual address cannot be used here: one sentence for the operator. */
export class AddressError extends Error {}

/** The address that people's browsers know, on this machine: the kernel's settings, nothing remembered. All may throw AddressError. */
export interface AddressOnMachine {
  readonly address: string;
  readonly interface: string;
  /** Whether it is on the interface right now. */
  isSet(): Promise<boolean>;
  /** Asks the network for a second whether another machine answers for it. @returns that machine's hardware address, or null. */
  otherOwner(): Promise<string | null>;
  /** Puts it there, or prolongs it: after `seconds` without another call the kernel removes it by itself, whatever became of us. */
  set(seconds: number): Promise<void>;
  /** Tells the neighbours where it is now: three times at once, then five times over two seconds, unless it leaves meanwhile. */
  announce(): void;
  remove(): Promise<void>;
  /**
   * Before another machine takes it: open connections live on for `seconds`, but nobody is told any more that it is here.
   * Where the kernel's ARP settings cannot be written it is removed at once.
   */
  retire(seconds: number): Promise<void>;
}

interface Interface {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local?: string; readonly prefixlen?: number }[];
}

/**
 * Finds the interface: the configured one, or the one whose network contains the address.
 * @throws AddressError when there is none, or the address is not one that we can move.
 */
export async function findAddress(vip: VirtualAddress): Promise<AddressOnMachine> {
  if (!isIPv4(vip.address))
    throw new AddressError(
      `the virtual address ${vip.address} is not an IPv4 address; IPv6 is not supported: use a load balancer or DNS for it`,
    );
  const all = await interfaces();
  const found =
    vip.interface === null
      ? all.find((each) => contains(each, vip.address))
      : all.find(({ ifname }) => ifname === vip.interface);
  if (found) return addressOn(found.ifname, vip);
  const names = all.map(({ ifname }) => ifname).join(", ");
  throw new AddressError(
    vip.interface === null
      ? `no interface of this machine is in the network of the virtual address ${vip.address}; name one (there are: ${names})`
      : `the interface ${vip.interface} for the virtual address ${vip.address} does not exist; there are: ${names}`,
  );
}

const interfaces = async () =>
  JSON.parse(await command("ip", ["-json", "-4", "addr", "show"])) as Interface[];

function contains({ ifname, addr_info: addresses }: Interface, address: string): boolean {
  return addresses.some(({ local, prefixlen }) => {
    if (ifname === "lo" || local === undefined || prefixlen === undefined || local === address) return false;
    const network = new BlockList();
    network.addSubnet(local, prefixlen);
    return network.check(address);
  });
}

function addressOn(device: string, { address, prefix }: VirtualAddress): AddressOnMachine {
  const arp = arpSettings(device);
  let hush: () => void = () => undefined;
  const isOn = async (name: string) =>
    (await interfaces()).some(
      ({ ifname, addr_info: addresses }) =>
        ifname === name && addresses.some(({ local }) => local === address),
    );
  const add = (name: string, bits: number, seconds: number) => {
    const lifetime = String(Math.max(1, Math.floor(seconds)));
    const limits = ["valid_lft", lifetime, "preferred_lft", lifetime];
    return command("ip", ["addr", "replace", `${address}/${bits}`, "dev", name, ...limits]);
  };
  const drop = async (name: string, bits: number) => {
    try {
      await command("ip", ["addr", "del", `${address}/${bits}`, "dev", name]);
    } catch (error) {
      if (await isOn(name)) throw error;
    }
  };
  const isHere = () => isOn(device);
  return {
    address,
    interface: device,
    isSet: isHere,
    otherOwner: async () => {
      try {
        // Exit code 1 and the owner's words, at the first answer; else it waits its second.
        await command("arping", ["-D", "-f", "-c", "2", "-w", "1", "-I", device, address], 3000);
        return null;
      } catch (error) {
        const owner = /\[([0-9a-f:]{17})\]/i.exec((error as Error).message)?.[1];
        if (owner === undefined) throw error;
        return owner.toLowerCase();
      }
    },
    set: async (seconds) => {
      await add(device, prefix, seconds);
      if (arp.restore()) await drop("lo", 32);
    },
    announce: () => {
      hush();
      hush = announcing(device, address);
    },
    remove: async () => {
      hush();
      await drop(device, prefix);
      await drop("lo", 32);
      arp.restore();
    },
    retire: async (seconds) => {
      hush();
      if (arp.beSilent()) await add("lo", 32, seconds);
      await drop(device, prefix);
    },
  };
}

/**
 * Without these settings a machine answers ARP for the addresses of all its interfaces, and names them as its own in its requests: the
 * neighbours would come back to it.
 */
function arpSettings(device: string) {
  const files = ["arp_ignore", "arp_announce"].map((name) => `/proc/sys/net/ipv4/conf/${device}/${name}`);
  let before: string[] | undefined;
  return {
    /** @returns whether it could be done. */
    beSilent: (): boolean => {
      try {
        const now = files.map((file) => readFileSync(file, "utf8"));
        files.forEach((file, at) => writeFileSync(file, at === 0 ? "1" : "2"));
        before ??= now;
        return true;
      } catch {
        return false; // read-only, as in many containers
      }
    },
    /** @returns whether there was something to undo. */
    restore: (): boolean => {
      const former = before;
      before = undefined;
      if (former) files.forEach((file, at) => writeFileSync(file, former[at] ?? "0"));
      return former !== undefined;
    },
  };
}

/** @returns how to stop. */
function announcing(device: string, address: string): () => void {
  const say = (kind: "-U" | "-A") =>
    // A lost announcement is not worth a word: seven others follow.
    void command("arping", ["-q", kind, "-c", "1", "-w", "1", "-I", device, address]).catch(() => undefined);
  for (const kind of ["-U", "-U", "-A"] as const) say(kind);
  let left = 5;
  const timer = setInterval(() => {
    say("-U");
    if (--left === 0) clearInterval(timer);
  }, 400).unref();
  return () => clearInterval(timer);
}

async function command(program: string, args: readonly string[], timeoutMs?: number): Promise<string> {
  try {
    return await runCommand(program, args, timeoutMs === undefined ? {} : { timeoutMs });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { message } = error;
    if (/not permitted|EPERM|EACCES/.test(message))
      throw new AddressError("only root (or CAP_NET_ADMIN and CAP_NET_RAW) may move the virtual address");
    if (message.includes("ENOENT"))
      throw new AddressError(
        `the virtual address needs the program ${program}; on Debian: apt-get install iproute2 iputils-arping`,
      );
    throw new AddressError(message);
  }
}

/**
 * How many whole seconds the kernel may keep the address after a renewal: never beyond the moment at which another may claim the role,
 * which is one term after the renewal began.
 * @param deadline @param now milliseconds of the same clock @returns 0 when it must not be prolonged.
 */
export function lifetime(deadline: number, now: number, { ttlMs, marginMs }: Timing): number {
  if (now >= deadline) return 0;
  return Math.floor(Math.min(ttlMs, deadline + marginMs - now) / 1000);
}
