import { identityOf } from "../cluster/channel.ts";
import { type Cluster, dataNodesOf, peersOf, selfOf } from "../cluster/cluster.ts";
import type { DatabaseEndpoint, SentinelAddress } from "../core/connections.ts";
import type { Layout } from "./layout.ts";

/** What the cluster's Sentinels call their master. */
export const masterName = "holdfast";

const hostOf = (address: string) => (address.includes(":") ? `[${address}]` : address);

/** The servers with the cluster's database: this machine's own over its unix socket, then the other data nodes over mutual TLS. */
export function databaseEndpoints(
  layout: Layout,
  cluster: Cluster,
  ownUrl: string,
  password: string,
): DatabaseEndpoint[] {
  const others = dataNodesOf(cluster).filter(({ name }) => name !== cluster.self);
  const identity = identityOf(layout);
  return [
    ...(selfOf(cluster).kind === "data" ? [{ name: "this node", url: ownUrl }] : []),
    ...others.map(({ name, address, ports }) => ({
      name: `node ${name}`,
      url: `mysql://holdfast:${encodeURIComponent(password)}@${hostOf(address)}:${ports.sql}/holdfast`,
      identity,
    })),
  ];
}

/** The cluster's Sentinels, this machine's own first: it answers even when the network does not. */
export function sentinelAddress(layout: Layout, cluster: Cluster, password: string): SentinelAddress {
  return {
    sentinels: [selfOf(cluster), ...peersOf(cluster)].map(({ address, ports }) => ({
      host: address,
      port: ports.sentinel,
    })),
    name: masterName,
    password,
    sentinelPassword: password,
    identity: identityOf(layout),
  };
}
