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

/** The ioredis options of a REDIS_URL. `?path=` selects a unix socket; the path of the URL selects a database number. */
export function redisOptions(redisUrl: string) {
  const url = new URL(redisUrl);
  const path = url.searchParams.get("path");
  return {
    ...(path ? { path } : { host: bareHost(url), port: Number(url.port || 6379) }),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

// URL keeps the brackets of an IPv6 address; sockets want it bare.
const bareHost = (url: URL) => (url.hostname || "localhost").replace(/^\[|\]$/g, "");
