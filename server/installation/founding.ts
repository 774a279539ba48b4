import type { Config } from "../../config/schema.ts";
import { createAuthority, issueCertificate } from "../cluster/certificates.ts";
import { type Cluster, newCluster, readCluster, selfOf, writeCluster } from "../cluster/cluster.ts";
import { readVirtualAddress } from "../cluster/virtual-address.ts";
import { isDeepStrictEqual } from "node:util";
import type { Layout } from "./layout.ts";
import { supervisedProcesses } from "./orphans.ts";
import { choosePorts } from "./ports.ts";

/**
 * Opens the cluster that this machine belongs to. The first start founds it: an authority, a certificate, ports, itself as the only
 * member. Until somebody was invited, a port that another program has taken meanwhile is replaced.
 * @throws ConfigError when cluster.json is damaged.
 */
export async function openCluster(
  layout: Layout,
  config: Pick<Config, "node" | "port"> & Partial<Pick<Config, "vip" | "profile">>,
): Promise<Cluster> {
  const found = readCluster(layout.cluster);
  if (!found) {
    createAuthority(layout.keys);
    issueCertificate(layout.keys, config.node, []);
    const founded = newCluster(config.node, await choosePorts(config.port));
    const vip = config.vip === undefined ? null : readVirtualAddress(config.vip, null);
    const cluster = { ...founded, vip, profile: config.profile ?? founded.profile };
    writeCluster(layout.cluster, cluster);
    return cluster;
  }
  const self = selfOf(found);
  const alone = found.nodes.length === 1 && self.address === "";
  const idle = supervisedProcesses(layout).length === 0;
  const ports =
    alone && idle ? await choosePorts(config.port, self.ports) : { ...self.ports, web: config.port };
  if (isDeepStrictEqual(ports, self.ports)) return found;
  const nodes = found.nodes.map((node) => (node === self ? { ...node, ports } : node));
  const cluster = { ...found, generation: found.generation + 1, nodes };
  writeCluster(layout.cluster, cluster);
  return cluster;
}
