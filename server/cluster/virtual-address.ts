import { isIP, isIPv4 } from "node:net";
import { type OwnAddress, ownAddresses, sameNetwork } from "./addresses.ts";
import type { VirtualAddress } from "./cluster.ts";
import { Refusal } from "./routes.ts";

/**
 * Reads `--vip 10.0.0.100/24 [--interface eth0]`.
 * @throws Refusal "malformed" when it is not an address with the length of its network.
 */
export function readVirtualAddress(text: string, device: string | null): VirtualAddress {
  const [address = "", length = "", ...rest] = text.split("/");
  const prefix = Number(length);
  const longest = isIPv4(address) ? 32 : 128;
  if (rest.length > 0 || isIP(address) === 0 || !/^\d+$/.test(length) || prefix < 1 || prefix > longest)
    throw new Refusal(
      "malformed",
      `--vip: expected an address with the length of its network, like 10.0.0.100/24, got ${JSON.stringify(text)}`,
    );
  return { address, prefix, interface: device };
}

/**
 * The interface of this machine that would carry the virtual address.
 * @throws Refusal "no-interface" when the named one does not exist, or none is in its network.
 */
export function interfaceFor(vip: VirtualAddress, addresses: readonly OwnAddress[] = ownAddresses()): string {
  const names = [...new Set(addresses.map((one) => one.interface))];
  const known =
    names.length > 0
      ? `this machine has ${names.join(", ")}`
      : "this machine has no interface with an address";
  if (vip.interface !== null) {
    if (names.includes(vip.interface)) return vip.interface;
    throw new Refusal("no-interface", `There is no interface ${vip.interface} here; ${known}.`);
  }
  // Not an address that we hold ourselves: that might be the virtual one, left over.
  const found = addresses.find(
    ({ address }) => address !== vip.address && sameNetwork(address, vip.address, vip.prefix),
  );
  if (found) return found.interface;
  throw new Refusal(
    "no-interface",
    `No interface here is in the network of ${vip.address}/${vip.prefix} (${known}); choose an address of a network that every data node is in, or name the interface with --interface.`,
  );
}
