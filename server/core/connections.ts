import { parseSentinelUrl } from "../../config/sentinel-url.ts";

/** Certificates of a mutual TLS connection, PEM: the authority both sides trust, and our own. */
export interface Identity {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** One of the servers that hold the installation's database. */
export interface DatabaseEndpoint {
  /** For people: "this node", "node b". */
  readonly name: string;
  readonly url: string;
  /** Set where the server wants to see a certificate. */
  readonly identity?: Identity;
}

/** A Redis that Sentinels look after. */
export interface SentinelAddress {
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  readonly name: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly db?: number;
  /** True: TLS by the machine's own authorities. */
  readonly identity?: Identity | true | undefined;
}

/** Where Redis is: a REDIS_URL, or Sentinels who know. */
export type RedisAddress = string | SentinelAddress;

/**
 * The mysql2 options of a DATABASE_URL, for knex's `connection` too. `?socketPath=` selects a unix socket, `?ssl=true` TLS.
 * Dates travel as UTC. No charset: mysql2 speaks utf8mb4 anyway, and knex would write it into every CREATE TABLE, which
 * then loses the database's own collation.
 */
export function databaseOptions(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get("socketPath");
  return {
    ...(socketPath ? { socketPath } : { host: bareHost(url), port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(url.searchParams.get("ssl") === "true" ? { ssl: {} } : {}),
    timezone: "Z",
    supportBigNumbers: true,
  };
}

/**
 * The ioredis options of a Redis. In a URL `?path=` selects a unix socket, the path a database number; Sentinels are written as
 * config/sentinel-url.ts says.
 */
export function redisOptions(address: RedisAddress) {
  if (typeof address !== "string") return sentinelOptions(address);
  const sentinels = parseSentinelUrl(address);
  if (sentinels) return sentinelOptions({ ...sentinels, identity: sentinels.tls ? true : undefined });
  const url = new URL(address);
  const path = url.searchParams.get("path");
  return {
    ...(path ? { path } : { host: bareHost(url), port: Number(url.port || 6379) }),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

function sentinelOptions(address: SentinelAddress) {
  const { username, password, sentinelPassword, identity } = address;
  const tls = identity === true ? {} : identity && clusterTls(identity);
  return {
    sentinels: address.sentinels.map(({ host, port }) => ({ host, port })),
    name: address.name,
    role: "master" as const,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    db: address.db ?? 0,
    ...(tls ? { tls, sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
    // The list is the installation's own; a Sentinel's view may hold one that has left.
    updateSentinels: false,
  };
}

/** For `tls.connect`. The authority issues certificates to the cluster's nodes and to nobody else, so its word is enough. */
export const clusterTls = ({ ca, cert, key }: Identity) => ({
  ca,
  cert,
  key,
  checkServerIdentity: () => undefined,
});

// URL keeps the brackets of an IPv6 address; sockets want it bare.
const bareHost = (url: URL) => (url.hostname || "localhost").replace(/^\[|\]$/g, "");
