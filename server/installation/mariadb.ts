import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { type Cluster, dataNodesOf } from "../cluster/cluster.ts";
import { makeRunFolder } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { bufferPoolFor, type GaleraSettings, mariadbConfig } from "./mariadb-config.ts";
import { createDataFolder } from "./mariadb-folder.ts";
import { copyKeys, giveTo, serverUser } from "./server-user.ts";

/**
 * Writes the configuration and, the first time, creates the data folder with the database and its user. A node that joins others gets
 * an empty one: the group's data comes to it.
 * @param cluster null: a server of its own, for tests and measurements.
 */
export function prepareMariadb(
  layout: Layout,
  password: string,
  bufferPool = bufferPoolFor(totalmem()),
  cluster: Cluster | null = null,
): void {
  const user = writeMariadbConfig(layout, password, bufferPool, cluster);
  if (existsSync(layout.mariadb)) return;
  if (!cluster || dataNodesOf(cluster).every(({ name }) => name === cluster.self))
    return createDataFolder(layout, user, password);
  mkdirSync(layout.mariadb, { mode: 0o700 });
  giveTo(user, layout.mariadb);
}

/**
 * Writes my.cnf and MariaDB's copy of the certificates, for its next start.
 * @returns the system user that mariadbd changes to.
 */
export function writeMariadbConfig(
  layout: Layout,
  password: string,
  bufferPool: number,
  cluster: Cluster | null,
): string | undefined {
  makeRunFolder(layout);
  const user = serverUser(layout, "mysql");
  const socketFolder = dirname(layout.sockets.mariadb);
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  giveTo(user, socketFolder);
  mkdirSync(layout.etc, { recursive: true, mode: 0o700 });
  const galera: GaleraSettings | null = cluster && {
    cluster,
    keys: copyKeys(layout, "mariadb", user),
    transferPassword: transferPassword(password),
  };
  const settings = {
    dataFolder: layout.mariadb,
    socket: layout.sockets.mariadb,
    pidFile: join(socketFolder, "mariadb.pid"),
    user,
    bufferPool,
    galera,
  };
  const file = mariadbConfigFile(layout);
  writeFileSync(file, mariadbConfig(settings), { mode: 0o600 });
  // The scripts that copy the data to another node read it as that user.
  if (galera) giveTo(user, file);
  return user;
}

/** Where the generated my.cnf lies; `mariadbd --defaults-file=` takes it. */
export const mariadbConfigFile = (layout: Layout) => join(layout.etc, "my.cnf");

/** The same on all nodes, because they share the database's password as well as its accounts. */
export const transferPassword = (password: string) =>
  createHmac("sha256", password).update("state transfer").digest("base64url");

/**
 * Brings this node's MariaDB in line with a changed membership: my.cnf for its next start. The running server is not touched:
 * Galera learns of members from the members.
 */
export function applyDatabase(layout: Layout, cluster: Cluster, password: string): void {
  writeMariadbConfig(layout, password, bufferPoolFor(totalmem()), cluster);
}
