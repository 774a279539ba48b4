import { spawnSync } from "node:child_process";
import { z } from "zod";
import type { Config } from "../../config/schema.ts";
import { callAgent, UnreachableError } from "../cluster/channel.ts";
import { ownAddresses } from "../cluster/addresses.ts";
import {
  type Cluster,
  profileNames,
  readCluster,
  type VirtualAddress,
  writeCluster,
} from "../cluster/cluster.ts";
import { changed, push } from "../cluster/membership.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { interfaceFor, readVirtualAddress } from "../cluster/virtual-address.ts";
import type { InvitingDeps } from "./inviting.ts";
import { OperatorError } from "./command.ts";
import { openCluster } from "./founding.ts";
import { layoutOf } from "./layout.ts";
import { addressNeeds, ensurePrograms, findProgram } from "./programs.ts";

const wish = z.object({
  /** "10.0.0.100/24", or "none". */
  vip: z.string().nullish(),
  interface: z.string().nullish(),
  profile: z.string().nullish(),
});
export type SettingWish = z.infer<typeof wish>;
type Print = (line: string) => void;

/** POST /settings: how the cluster fails over, as `npm start -- --vip … --profile …` asks; the other nodes are told. */
export const settingRoutes = ({ layout, cluster, applied }: InvitingDeps): Routes => ({
  "POST /settings": {
    local: true,
    peers: false,
    handle: async (body) => {
      const now = cluster();
      const next = withSettings(now, wish.parse(body));
      if (next === now) return { changed: false };
      writeCluster(layout.cluster, next);
      const missed = await push(layout, next);
      await applied();
      return { changed: true, missed };
    },
  },
});

/**
 * The cluster with other settings, one generation on; the same object when they are as they were.
 * @throws Refusal when the virtual address or the profile cannot be used.
 */
export function withSettings(cluster: Cluster, { vip, interface: device, profile }: SettingWish): Cluster {
  const wanted = profile ?? cluster.profile;
  const chosen = profileNames.find((name) => name === wanted);
  if (!chosen)
    throw new Refusal(
      "malformed",
      `--profile: expected ${profileNames.join(", ")}, got ${JSON.stringify(profile)}`,
    );
  // A term is as long as its holder believes and as its observers believe: two servers must never disagree about that.
  if (chosen !== cluster.profile && cluster.nodes.length > 1)
    throw new Refusal(
      "not-alone",
      `The profile is ${cluster.profile}; it is chosen while the cluster has one server, before the first invitation.`,
    );
  const address = vip ? (vip === "none" ? null : readVirtualAddress(vip, device ?? null)) : cluster.vip;
  if (address && !same(address, cluster.vip)) assertUsable(address, cluster);
  if (chosen === cluster.profile && same(address, cluster.vip)) return cluster;
  return changed(cluster, { profile: chosen, vip: address });
}

const same = (one: VirtualAddress | null, other: VirtualAddress | null) =>
  JSON.stringify(one) === JSON.stringify(other);

function assertUsable(vip: VirtualAddress, cluster: Cluster): void {
  if (process.getuid?.() !== 0)
    throw new Refusal(
      "no-right",
      "--vip needs root: an ordinary user cannot give the machine another address.",
    );
  const device = interfaceFor(vip);
  const member = cluster.nodes.find(({ address }) => address === vip.address);
  if (member)
    throw new Refusal(
      "in-use",
      `${vip.address} is ${member.name}'s own address; choose one that no machine has.`,
    );
  if (ownAddresses().some(({ address }) => address === vip.address) && cluster.vip?.address !== vip.address)
    throw new Refusal(
      "in-use",
      `${vip.address} is this machine's own address; choose one that no machine has.`,
    );
  if (cluster.vip?.address === vip.address) return;
  const answer = whoHas(vip, device);
  if (answer !== null)
    throw new Refusal(
      "in-use",
      `Another machine has ${vip.address} already (${answer} answered on ${device}); choose an address that nobody has.`,
    );
}

/** Asks the network for an address (duplicate address detection). @returns the hardware address of who has it, or null. */
function whoHas({ address }: VirtualAddress, device: string): string | null {
  const arping = findProgram("arping");
  if (address.includes(":") || !arping) return null;
  const { status, stdout } = spawnSync(arping, ["-D", "-c", "2", "-w", "2", "-I", device, address], {
    encoding: "utf8",
  });
  if (status === 0) return null;
  return /\[([0-9A-Fa-f:]{17})\]/.exec(stdout)?.[1] ?? null;
}

const sentence = ({ profile, vip }: Cluster) =>
  `Failover: profile ${profile}, ${vip ? `virtual address ${vip.address}/${vip.prefix}` : "no virtual address"}.`;

/** The options of `npm start` that are about failing over. */
export interface SettingOptions {
  readonly vip?: string;
  readonly interface?: string;
  readonly profile?: string;
}

/**
 * Brings the settings into force when the options give any: through the running agent, which tells the other nodes; on a machine that does not
 * run yet, in its file before it starts.
 * @returns what to say when the node has started; null when nothing was given.
 * @throws OperatorError or Refusal with one sentence.
 */
export async function applySettings(
  config: Config,
  { vip, interface: device, profile }: SettingOptions,
  print: Print,
): Promise<((say: Print) => void) | null> {
  if (vip === undefined && profile === undefined) {
    if (device !== undefined) throw new OperatorError("--interface belongs to --vip: give both.");
    return null;
  }
  const layout = layoutOf(config.data);
  if (vip !== undefined && vip !== "none") ensurePrograms(addressNeeds, print);
  const body = { vip, interface: device, profile };
  try {
    await callAgent(layout.sockets.agent, "POST /settings", body, { timeoutMs: 60_000 });
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    const found = await openCluster(layout, config);
    if (found.nodes.length > 1)
      throw new OperatorError(
        "The failover agent does not run here: run npm start first, then repeat the command.",
      );
    const next = withSettings(found, body);
    if (next !== found) writeCluster(layout.cluster, next);
  }
  return (say) => {
    const cluster = readCluster(layout.cluster);
    if (cluster) say(sentence(cluster));
  };
}
