import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { z } from "zod";
import { ConfigError } from "../../config/schema.ts";

/** TCP ports of a node's servers, chosen once at the first start and told to the others. */
const ports = z.object({
  /** The failover agent's control channel (mutual TLS). */
  agent: z.int(),
  sql: z.int(),
  /** Galera group traffic, incremental and full state transfer. */
  group: z.int(),
  ist: z.int(),
  sst: z.int(),
  redis: z.int(),
  sentinel: z.int(),
  /** The portal itself. */
  web: z.int(),
});
export type Ports = z.infer<typeof ports>;

export const clusterNode = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/),
  /** A data node runs everything; a witness votes (garbd, Sentinel, a Redis replica that is never promoted). */
  kind: z.enum(["data", "witness"]),
  /** The address the other nodes reach it by; empty until the first invitation. */
  address: z.string(),
  ports,
});
export type ClusterNode = z.infer<typeof clusterNode>;

export const profileNames = ["standard", "fast", "tight"] as const;
export type ProfileName = (typeof profileNames)[number];

const virtualAddress = z.object({
  address: z.string(),
  prefix: z.int(),
  /** Null: the interface whose network contains the address. */
  interface: z.string().nullable(),
});
export type VirtualAddress = z.infer<typeof virtualAddress>;

export const clusterFile = z.object({
  id: z.uuid(),
  /** Grows with each change of the membership; the higher one wins. */
  generation: z.int(),
  /** Which of the nodes this machine is. */
  self: z.string(),
  nodes: z.array(clusterNode).min(1),
  profile: z.enum(profileNames),
  vip: virtualAddress.nullable(),
  /** Configuration that travelled with the invitation (BASE_URL, SMTP_URL …); this machine's environment wins. */
  environment: z.record(z.string(), z.string()),
});
/** What each node knows of the whole: who belongs to it, at which addresses, and how it fails over. */
export type Cluster = z.infer<typeof clusterFile>;

/** The cluster that a first start founds: one data node. */
export function newCluster(self: string, ports: Ports): Cluster {
  const node: ClusterNode = { name: self, kind: "data", address: "", ports };
  return {
    id: randomUUID(),
    generation: 1,
    self,
    nodes: [node],
    profile: "fast",
    vip: null,
    environment: {},
  };
}

/**
 * Reads cluster.json.
 * @returns null when there is none: an installation that was never started, or one on the operator's own servers.
 * @throws ConfigError when it is damaged.
 */
export function readCluster(file: string): Cluster | null {
  if (!existsSync(file)) return null;
  try {
    return clusterFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new ConfigError(`${file}: expected the description of the cluster, got something else; restore it`);
  }
}

/** Writes cluster.json whole or not at all, synced to disk, mode 0600. */
export function writeCluster(file: string, cluster: Cluster): void {
  const draft = `${file}.${process.pid}`;
  const open = openSync(draft, "w", 0o600);
  writeSync(open, `${JSON.stringify(cluster, undefined, 2)}\n`);
  fsyncSync(open);
  closeSync(open);
  renameSync(draft, file);
}

/** This machine's own entry. */
export function selfOf(cluster: Cluster): ClusterNode {
  const self = cluster.nodes.find(({ name }) => name === cluster.self);
  if (!self) throw new ConfigError(`cluster.json names this node ${cluster.self}, but does not list it`);
  return self;
}

/** The other nodes. */
export const peersOf = (cluster: Cluster): ClusterNode[] =>
  cluster.nodes.filter(({ name }) => name !== cluster.self);

export const dataNodesOf = (cluster: Cluster): ClusterNode[] =>
  cluster.nodes.filter(({ kind }) => kind === "data");
