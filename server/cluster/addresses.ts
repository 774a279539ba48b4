import { readFileSync } from "node:fs";
import { isIP, isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { createConnection } from "node:net";

/** One of this machine's own addresses that other machines may reach. */
export interface OwnAddress {
  readonly interface: string;
  readonly address: string;
  readonly prefix: number;
}

/** This machine's addresses but loopback and link-local ones, IPv4 first. */
export function ownAddresses(interfaces = networkInterfaces()): OwnAddress[] {
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
      .map(({ address, cidr }) => ({ interface: name, address, prefix: Number(cidr?.split("/")[1] ?? 32) })),
  );
  return [...all.filter(({ address }) => isIPv4(address)), ...all.filter(({ address }) => isIPv6(address))];
}

/** The interface of the IPv4 default route, or null. @param routes the text of /proc/net/route. */
export function defaultInterface(routes = readFileSync("/proc/net/route", "utf8")): string | null {
  const lines = routes.split("\n").map((line) => line.split(/\s+/));
  return (
    lines.find(([, destination, , , , , , mask]) => destination === "00000000" && mask === "00000000")?.[0] ??
    null
  );
}

/**
 * The address that others should reach this machine by: on the default route's interface, else the first one.
 * @returns the address and, when there were several, the others; null when the machine has none.
 */
export function guessAddress(
  addresses = ownAddresses(),
  route = defaultInterface(),
): { readonly address: string; readonly others: readonly string[] } | null {
  const chosen = addresses.find((one) => one.interface === route) ?? addresses[0];
  if (!chosen) return null;
  return {
    address: chosen.address,
    others: addresses.filter((one) => one !== chosen).map(({ address }) => address),
  };
}

/** Whether two addresses lie in the same network of `prefix` bits. */
export function sameNetwork(one: string, other: string, prefix: number): boolean {
  if (isIP(one) === 0 || isIP(one) !== isIP(other)) return false;
  const [a, b] = [bits(one), bits(other)];
  return a.slice(0, prefix) === b.slice(0, prefix);
}

const bits = (address: string): string =>
  isIPv4(address)
    ? address
        .split(".")
        .map((part) => Number(part).toString(2).padStart(8, "0"))
        .join("")
    : groups(address)
        .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0"))
        .join("");

function groups(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const [left, right] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean)) as [
    string[],
    string[],
  ];
  return tail === undefined
    ? left
    : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
}

/**
 * Round-trip time to a machine: the shortest of `samples` TCP handshakes, milliseconds.
 * @throws Error when nothing answers there within 2 s.
 */
export async function roundTrip(host: string, port: number, samples = 7): Promise<number> {
  let shortest = Infinity;
  for (let i = 0; i < samples; i++) {
    const begin = performance.now();
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection({ host, port, timeout: 2000 });
      socket.once("connect", resolve);
      socket.once("timeout", () => reject(new Error("nothing within 2 s")));
      socket.once("error", reject);
      socket.once("connect", () => socket.destroy());
      socket.once("timeout", () => socket.destroy());
    });
    shortest = Math.min(shortest, performance.now() - begin);
  }
  return shortest;
}
