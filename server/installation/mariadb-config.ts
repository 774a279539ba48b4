import { profiles } from "../cluster/profiles.ts";
import { type Cluster, peersOf, selfOf } from "../cluster/cluster.ts";

const megabyte = 1024 * 1024;

/** Where an embedded MariaDB lives and how large it may grow. */
export interface MariadbSettings {
  readonly dataFolder: string;
  readonly socket: string;
  readonly pidFile: string;
  /** The system user mariadbd changes to; `undefined` when we are not root. */
  readonly user: string | undefined;
  readonly bufferPool: number;
  /** Null: a server of its own on its unix socket only, without a binary log (the tests'). */
  readonly galera: GaleraSettings | null;
}

/** What makes it a node of the cluster. */
export interface GaleraSettings {
  readonly cluster: Cluster;
  /** Certificates that mariadbd's user can read. */
  readonly keys: { readonly authority: string; readonly certificate: string; readonly key: string };
  /** Password of the account that copies the data to a joining node. */
  readonly transferPassword: string;
}

type Line = [string, string | number];

/** InnoDB's cache: a quarter of the machine, because Node, Redis and the page cache live here too. */
export function bufferPoolFor(memory: number): number {
  return Math.floor(Math.min(Math.max(memory / 4, 128 * megabyte), 4096 * megabyte) / megabyte) * megabyte;
}

/** The my.cnf of an embedded MariaDB: durable, as strict as MySQL 8, on the network only behind TLS and only as a node of the cluster. */
export function mariadbConfig(settings: MariadbSettings): string {
  const { galera } = settings;
  const redoLog = Math.min(Math.max(settings.bufferPool / 4, 96 * megabyte), 512 * megabyte);
  const lines: Line[] = [
    // Quoted, because # begins a comment.
    ["datadir", `"${settings.dataFolder}"`],
    ["socket", `"${settings.socket}"`],
    ["pid-file", `"${settings.pidFile}"`],
    ...(settings.user ? [["user", settings.user] satisfies Line] : []),
    ["skip-name-resolve", 1],
    ["character-set-server", "utf8mb4"],
    // MySQL 8 has this collation too, and unlike utf8mb4_unicode_ci it tells one emoji from another.
    ["collation-server", "utf8mb4_unicode_520_ci"],
    [
      "sql-mode",
      "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
    ],
    ["default-time-zone", "+00:00"],
    ["transaction-isolation", "REPEATABLE-READ"],
    // Newer 10.11 only: a locking read refuses to build on a row that changed after the snapshot (error 1020, retried).
    ["loose-innodb-snapshot-isolation", "ON"],
    ["innodb-flush-log-at-trx-commit", 1],
    ["innodb-buffer-pool-size", settings.bufferPool],
    ["innodb-log-file-size", redoLog],
    ["innodb-autoinc-lock-mode", 2],
    ["max-connections", 200],
    ["max-allowed-packet", "64M"],
    ["slow-query-log", 0],
    // Lets the bulk loader stream rows; a file is only ever sent when the client of the connection opens it itself.
    ["local-infile", 1],
    ...(galera ? nodeLines(galera, settings.bufferPool) : [["skip-networking", 1] satisfies Line]),
  ];
  return [...section("mariadbd", lines), ...(galera ? section("sst", transferLines(galera)) : []), ""].join(
    "\n",
  );
}

const section = (name: string, lines: Line[]) => [
  `[${name}]`,
  ...lines.map(([key, value]) => `${key} = ${value}`),
];

function nodeLines({ cluster, keys, transferPassword }: GaleraSettings, bufferPool: number): Line[] {
  const self = selfOf(cluster);
  const address = self.address || "127.0.0.1";
  return [
    ["bind-address", "*"],
    ["port", self.ports.sql],
    ["require-secure-transport", "ON"],
    ["tls-version", "TLSv1.2,TLSv1.3"],
    ["ssl-ca", `"${keys.authority}"`],
    ["ssl-cert", `"${keys.certificate}"`],
    ["ssl-key", `"${keys.key}"`],
    // The binary log is for restoring to a point in time. It is written before the commit is confirmed, so it must be as durable.
    ["log-bin", "binlog"],
    ["log-slave-updates", "ON"],
    ["binlog-format", "ROW"],
    ["sync-binlog", 1],
    ["max-binlog-size", "128M"],
    ["binlog-expire-logs-seconds", 7 * 24 * 3600],
    // One numbering of transactions on all nodes; what a node does on its own account is numbered apart.
    ["server-id", 1],
    ["wsrep-gtid-mode", "ON"],
    ["wsrep-gtid-domain-id", 1],
    ["gtid-domain-id", 100 + cluster.nodes.indexOf(self)],
    ["default-storage-engine", "InnoDB"],
    ["wsrep-on", "ON"],
    ["wsrep-provider", "/usr/lib/galera/libgalera_smm.so"],
    ["wsrep-cluster-name", groupName(cluster)],
    ["wsrep-cluster-address", groupAddress(cluster)],
    ["wsrep-node-name", self.name],
    ["wsrep-node-address", `${address}:${self.ports.group}`],
    ["wsrep-node-incoming-address", `${address}:${self.ports.sql}`],
    // One after the other: several at once apply rows before those that they refer to (seen with attachment_chunks after a kill -9), and a
    // database that cannot apply something leaves the group. One thread keeps up with what one writing node commits.
    ["wsrep-slave-threads", 1],
    ["wsrep-sst-method", "mariabackup"],
    ["wsrep-sst-auth", `${transferAccount}:${transferPassword}`],
    ["wsrep-sst-receive-address", `${address}:${self.ports.sst}`],
    ["wsrep-provider-options", `"${providerOptions(cluster, keys, bufferPool)}"`],
  ];
}

const transferLines = ({ keys }: GaleraSettings): Line[] => [
  ["encrypt", 3],
  // It would keep old logs in /tmp for ever.
  ["sst-log-archive", 0],
  // Without it the donor expects the joiner's address as the name on its certificate.
  ["ssl-mode", "VERIFY_IDENTITY"],
  ["tkey", `"${keys.key}"`],
  ["tcert", `"${keys.certificate}"`],
  ["tca", `"${keys.authority}"`],
];

/** Name of the account, on localhost only, that copies a donor's data. */
export const transferAccount = "sst";

/** Where a node finds the group: the other members. Empty for the only one, which is a group of its own. */
export const groupAddress = (cluster: Cluster) =>
  `gcomm://${peersOf(cluster)
    .filter(({ address }) => address !== "")
    .map(({ address, ports }) => `${address}:${ports.group}`)
    .join(",")}`;

/** Galera takes 32 characters. */
export const groupName = (cluster: Cluster) => cluster.id.replaceAll("-", "");

function providerOptions(cluster: Cluster, keys: GaleraSettings["keys"], bufferPool: number): string {
  const self = selfOf(cluster);
  return [
    // What a node that was away may fetch instead of a whole copy; a file of this size on the disk from the start.
    `gcache.size=${bufferPool >= 1024 * megabyte ? "512M" : "128M"}`,
    "gcache.recover=yes",
    "pc.recovery=true",
    `pc.weight=${weightOf(cluster, self.name)}`,
    `gmcast.listen_addr=tcp://0.0.0.0:${self.ports.group}`,
    `ist.recv_addr=${self.address || "127.0.0.1"}:${self.ports.ist}`,
    ...groupTls(keys),
    profiles[cluster.profile].evs,
  ].join(";");
}

/** Mutual TLS for the traffic of the group, for mariadbd and garbd alike. */
export const groupTls = (keys: GaleraSettings["keys"]): string[] => [
  "socket.ssl=YES",
  `socket.ssl_ca=${keys.authority}`,
  `socket.ssl_cert=${keys.certificate}`,
  `socket.ssl_key=${keys.key}`,
];

/**
 * A data node's vote. Without a witness the first of two weighs more: then at least the loss of the other one is survived by itself
 * (equal weights would stop the database whichever is lost).
 */
export function weightOf(cluster: Cluster, name: string): number {
  const first = cluster.nodes.find(({ kind }) => kind === "data")?.name === name;
  const data = cluster.nodes.filter(({ kind }) => kind === "data").length;
  return first && data < 3 && data === cluster.nodes.length ? 2 : 1;
}
