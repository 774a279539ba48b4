import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { keyFiles } from "../cluster/certificates.ts";
import type { Layout } from "./layout.ts";
import { transferAccount } from "./mariadb-config.ts";
import { transferPassword } from "./mariadb.ts";

const transferGrants = "RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR, REPLICA MONITOR";

/**
 * Makes sure that the account which copies a donor's data exists: on localhost only. Folders of versions before the cluster lack it.
 * @param password the database's (installation.json). @throws Error when MariaDB does not answer.
 */
export function ensureTransferAccount(layout: Layout, password: string): Promise<void> {
  const secret = transferPassword(password);
  return asRoot(layout, async (connection) => {
    if ((await passwordHash(connection, transferAccount, "localhost")) === hashOf(secret)) return;
    await connection.query(`CREATE OR REPLACE USER ${transferAccount}@localhost IDENTIFIED BY '${secret}'`);
    await connection.query(`GRANT ${transferGrants} ON *.* TO ${transferAccount}@localhost`);
  });
}

/**
 * Opens the database to the other nodes: holdfast@'%', with the database's password and a certificate of the cluster's authority.
 * Called before the first node joins; until then nobody signs in over TCP.
 * @throws Error when MariaDB does not answer.
 */
export function ensureRemoteAccount(layout: Layout, password: string): Promise<void> {
  const { subject } = new X509Certificate(readFileSync(keyFiles(layout.keys).authority));
  const issuer = `/${subject.split("\n").join("/")}`;
  return asRoot(layout, async (connection) => {
    if ((await passwordHash(connection, "holdfast", "%")) === hashOf(password)) return;
    await connection.query(
      `CREATE OR REPLACE USER holdfast@'%' IDENTIFIED BY '${password}' REQUIRE ISSUER '${issuer}'`,
    );
    await connection.query("GRANT ALL PRIVILEGES ON holdfast.* TO holdfast@'%'");
  });
}

/** Runs `work` as the database's root, whom MariaDB knows by the system user at the other end of its socket and calls by that user's name. */
async function asRoot(layout: Layout, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await createConnection({
    socketPath: layout.sockets.mariadb,
    user: userInfo().username,
    connectTimeout: 5000,
  });
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}

async function passwordHash(connection: Connection, user: string, host: string): Promise<string | null> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT JSON_VALUE(Priv, '$.authentication_string') AS hash FROM mysql.global_priv WHERE User = ? AND Host = ?",
    [user, host],
  );
  return (rows[0]?.hash as string | undefined) ?? null;
}

/** As mysql_native_password keeps it. */
function hashOf(password: string): string {
  const sha1 = (data: string | Buffer) => createHash("sha1").update(data).digest();
  return `*${sha1(sha1(password)).toString("hex").toUpperCase()}`;
}

/**
 * Makes the part of the group that this node sees the whole group (pc.bootstrap): for a node that stopped serving because it lost sight of
 * the others. Only ever by an operator who knows that those are off: otherwise two groups would go on apart.
 * @throws Error when MariaDB does not answer.
 */
export const formGroupHere = (layout: Layout): Promise<void> =>
  asRoot(layout, async (connection) => {
    await connection.query("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
  });

/** Sets how much this node's vote counts in the group, at once (it is in my.cnf as well). @throws Error when MariaDB does not answer. */
export const setWeight = (layout: Layout, weight: number): Promise<void> =>
  asRoot(layout, async (connection) => {
    await connection.query(`SET GLOBAL wsrep_provider_options = 'pc.weight=${weight}'`);
  });
