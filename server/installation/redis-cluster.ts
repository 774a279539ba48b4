import { identityOf } from "../cluster/channel.ts";
import { type Cluster, type ClusterNode, peersOf, selfOf } from "../cluster/cluster.ts";
import { masterName } from "./addresses.ts";
import type { Layout } from "./layout.ts";
import { type RedisAt, same, type SentinelView } from "./redis-start.ts";
import { pairs, type RedisReply, talkToRedis } from "./redis-talk.ts";

/** A node's Redis, as all others name it. */
export const redisOf = ({ address, ports }: ClusterNode): RedisAt => ({ host: address, port: ports.redis });

/** Asks a node's Sentinel. @throws Error when it does not answer within half a second. */
export function askSentinel(
  layout: Layout,
  password: string,
  node: ClusterNode,
  ...commands: (readonly (string | number)[])[]
): Promise<RedisReply[]> {
  const place = { host: node.address, port: node.ports.sentinel, identity: identityOf(layout) };
  return talkToRedis(place, password, commands, 500);
}

/** What each Sentinel that answers believes, this node's own included. Masters that are no longer of the cluster do not count. */
export async function sentinelViews(
  layout: Layout,
  password: string,
  cluster: Cluster,
): Promise<SentinelView[]> {
  const views = await Promise.all(
    cluster.nodes.map(async (node) => {
      try {
        const [reply] = await askSentinel(layout, password, node, ["SENTINEL", "MASTER", masterName]);
        const master = pairs(reply);
        const at = { host: master.get("ip") ?? "", port: Number(master.get("port")) };
        const epoch = Number(master.get("config-epoch"));
        return cluster.nodes.some((member) => same(redisOf(member), at)) ? [{ ...at, epoch }] : [];
      } catch {
        return [];
      }
    }),
  );
  return views.flat();
}

/** The other nodes' Redis that call themselves master. */
export async function actingMasters(layout: Layout, password: string, cluster: Cluster): Promise<RedisAt[]> {
  const found = await Promise.all(
    peersOf(cluster).map(async (node) => {
      try {
        const place = { ...redisOf(node), identity: identityOf(layout) };
        const [reply] = await talkToRedis(place, password, [["ROLE"]], 500);
        return Array.isArray(reply) && reply[0] === "master" ? [redisOf(node)] : [];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

/** This machine's own Redis, through its unix socket. @throws Error when it does not run. */
export function askOwnRedis(
  layout: Layout,
  password: string,
  ...commands: (readonly (string | number)[])[]
): Promise<RedisReply[]> {
  return talkToRedis({ path: layout.sockets.redis }, password, commands);
}

/** Whom this machine's running Redis follows: itself when it is master, null when it does not run. */
export async function ownMaster(layout: Layout, password: string, cluster: Cluster): Promise<RedisAt | null> {
  try {
    const [role] = await askOwnRedis(layout, password, ["ROLE"]);
    if (!Array.isArray(role)) return null;
    const [kind, host, port] = role as RedisReply[];
    return kind === "master" ? redisOf(selfOf(cluster)) : { host: String(host), port: Number(port) };
  } catch {
    return null;
  }
}
