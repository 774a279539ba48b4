import { keyFiles } from "../cluster/certificates.ts";
import { type Cluster, selfOf } from "../cluster/cluster.ts";

export type Setting = readonly [name: string, value: string | number];

/** What stays the same whoever belongs to the cluster: unix socket, password, every write in an append-only file. */
export function redisSettings(settings: {
  readonly folder: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly password: string;
}): Setting[] {
  return [
    ["port", 0],
    ["unixsocket", settings.socket],
    ["unixsocketperm", 700],
    ["pidfile", settings.pidFile],
    ["requirepass", settings.password],
    ["masterauth", settings.password],
    ["dir", settings.folder],
    ["appendonly", "yes"],
    ["appendfsync", "everysec"],
    ["save", ""],
    // Sessions and limits must not be evicted to make room; a full Redis says so instead.
    ["maxmemory-policy", "noeviction"],
    // A replica that cannot reach its master must say so, and not for longer than the Sentinels need to notice.
    ["repl-timeout", 10],
    ["repl-ping-replica-period", 1],
    // A master without an attached replica refuses writes (min-replicas-to-write): none waits for others to copy together.
    ["repl-diskless-sync-delay", 0],
    ["daemonize", "no"],
    ["logfile", ""],
  ];
}

/**
 * What depends on who belongs to the cluster; each can be set while Redis runs. Alone it listens on its unix socket only. With others it
 * speaks mutual TLS, and the witness's copy is never promoted. From three nodes on a master refuses writes unless a replica follows it:
 * one that was cut off or replaced cannot take sessions that would be lost. With two nodes that would turn the loss of either into a
 * Redis that takes no writes, so there such a session may be lost from Redis; its row in the database is what counts.
 */
export function membershipSettings(keys: string, cluster: Cluster | null): Setting[] {
  if (!cluster || cluster.nodes.length === 1) {
    return [
      ["tls-port", 0],
      ["min-replicas-to-write", 0],
    ];
  }
  const self = selfOf(cluster);
  return [
    ...tlsSettings(keys),
    ["tls-port", self.ports.redis],
    ["replica-announce-ip", self.address],
    ["replica-announce-port", self.ports.redis],
    ["replica-priority", self.kind === "witness" ? 0 : 100],
    ["min-replicas-to-write", cluster.nodes.length > 2 ? 1 : 0],
    ["min-replicas-max-lag", 2],
  ];
}

/** Mutual TLS by the cluster's own authority, towards clients, replicas and Sentinels. */
export function tlsSettings(keys: string): Setting[] {
  const { authority, certificate, key } = keyFiles(keys);
  return [
    ["tls-ca-cert-file", authority],
    ["tls-cert-file", certificate],
    ["tls-key-file", key],
    ["tls-auth-clients", "yes"],
    ["tls-replication", "yes"],
  ];
}

/** The text of a configuration file. */
export const configText = (settings: readonly Setting[]): string =>
  settings.map(([name, value]) => `${name} ${typeof value === "number" ? value : quoted(value)}\n`).join("");

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
