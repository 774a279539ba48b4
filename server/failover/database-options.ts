import { clusterTls, type DatabaseEndpoint, databaseOptions } from "../core/connections.ts";

/**
 * The mysql2 options for a single connection to one of the installation's databases, with the cluster's certificates where it wants them.
 * @throws Error when there is none.
 */
export function optionsOf(endpoint: DatabaseEndpoint | undefined) {
  if (!endpoint) throw new Error("no database is configured");
  const { ca, cert, key } = endpoint.identity ? clusterTls(endpoint.identity) : {};
  return {
    ...databaseOptions(endpoint.url),
    ...(ca && cert && key ? { ssl: { ca, cert, key, rejectUnauthorized: true } } : {}),
  };
}
