import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";

const patienceMs = 3000;

/** Why a host name does not lead here, as far as this server can tell: nobody knows the name, or it names another machine. */
export type HostProblem = "unknown" | "elsewhere";

/**
 * Looks the name up. Only a hint: behind a load balancer or a proxy the name rightly leads to another machine.
 * @param here the address at which the administrator's own request arrived.
 */
export async function hostProblem(host: string, here: string | undefined): Promise<HostProblem | null> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, patienceMs, new Error("late")).unref());
  try {
    const found = await Promise.race([lookup(host, { all: true }), late]);
    return problemOf(
      found.map(({ address }) => address),
      here,
    );
  } catch {
    return "unknown";
  }
}

/** What the addresses of a name say about it. */
export function problemOf(addresses: readonly string[], here: string | undefined): HostProblem | null {
  if (addresses.length === 0) return "unknown";
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  const ours = new Set([...own, ...(here === undefined ? [] : [here])].map(plain));
  return addresses.some((address) => ours.has(plain(address))) ? null : "elsewhere";
}

/** An IPv4 address that came over an IPv6 socket. */
const plain = (address: string) => address.replace(/^::ffff:/, "");
