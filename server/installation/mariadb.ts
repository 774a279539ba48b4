import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, totalmem, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { OperatorError } from "./command.ts";
import { makeRunFolder } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { findProgram } from "./programs.ts";

const megabyte = 1024 * 1024;

/** Where an embedded MariaDB lives and how large it may grow. */
export interface MariadbSettings {
  readonly dataFolder: string;
  readonly socket: string;
  readonly pidFile: string;
  /** The system user mariadbd changes to; `undefined` when we are not root. */
  readonly user: string | undefined;
  readonly bufferPool: number;
}

/** InnoDB's cache: a quarter of the machine, because Node, Redis and the page cache live here too. */
export function bufferPoolFor(memory: number): number {
  return Math.floor(Math.min(Math.max(memory / 4, 128 * megabyte), 4096 * megabyte) / megabyte) * megabyte;
}

/** The my.cnf of an embedded MariaDB: reachable through its unix socket only, durable, and as strict as MySQL 8. */
export function mariadbConfig(settings: MariadbSettings): string {
  const redoLog = Math.min(Math.max(settings.bufferPool / 4, 96 * megabyte), 512 * megabyte);
  const lines: [string, string | number][] = [
    // Quoted, because # begins a comment.
    ["datadir", `"${settings.dataFolder}"`],
    ["socket", `"${settings.socket}"`],
    ["pid-file", `"${settings.pidFile}"`],
    ...(settings.user ? [["user", settings.user] satisfies [string, string]] : []),
    ["skip-networking", 1],
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
  ];
  return ["[mariadbd]", ...lines.map(([name, value]) => `${name} = ${value}`), ""].join("\n");
}

/** Writes the configuration and, the first time, creates the data folder with the database and its user. */
export function prepareMariadb(
  layout: Layout,
  password: string,
  bufferPool = bufferPoolFor(totalmem()),
): void {
  makeRunFolder(layout);
  const user = serverUser(layout);
  const socketFolder = dirname(layout.sockets.mariadb);
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  giveTo(user, socketFolder);
  mkdirSync(layout.etc, { recursive: true, mode: 0o700 });
  const settings = {
    dataFolder: layout.mariadb,
    socket: layout.sockets.mariadb,
    pidFile: join(socketFolder, "mariadb.pid"),
    user,
    bufferPool,
  };
  writeFileSync(mariadbConfigFile(layout), mariadbConfig(settings), { mode: 0o600 });
  if (!existsSync(layout.mariadb)) createDataFolder(layout, user, password);
}

/** Where the generated my.cnf lies; `mariadbd --defaults-file=` takes it. */
export const mariadbConfigFile = (layout: Layout) => join(layout.etc, "my.cnf");

// Built aside and renamed, so that a data folder either exists completely or not at all.
function createDataFolder(layout: Layout, user: string | undefined, password: string): void {
  const draft = `${layout.mariadb}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(user, draft);
  // Debian's mariadb-install-db is a shell script that trips over a space in a path: it gets a plain one, and no my.cnf.
  const plain = mkdtempSync(join(tmpdir(), "holdfast-"));
  chmodSync(plain, 0o711);
  symlinkSync(draft, join(plain, "data"));
  writeFileSync(join(plain, "create.sql"), createDatabaseSql(password), { mode: 0o600 });
  try {
    const { status, stdout, stderr } = spawnSync(
      findProgram("mariadb-install-db") ?? "mariadb-install-db",
      [
        "--no-defaults",
        `--datadir=${join(plain, "data")}`,
        ...(user ? [`--user=${user}`] : []),
        "--auth-root-authentication-method=socket",
        `--auth-root-socket-user=${userInfo().username}`,
        "--skip-test-db",
        "--skip-name-resolve",
        `--extra-file=${join(plain, "create.sql")}`,
      ],
      { encoding: "utf8" },
    );
    if (status !== 0)
      throw new OperatorError(
        `MariaDB could not create its data folder ${layout.mariadb}:\n${stdout}${stderr}`.trim(),
      );
    renameSync(draft, layout.mariadb);
  } finally {
    rmSync(plain, { recursive: true });
  }
}

/**
 * FLUSH first: it is what makes the bootstrap server accept account statements. Root stays on the socket, nobody is anonymous.
 * Where the system user is called holdfast too, the account exists already as that user's way in, so it is altered, not created.
 */
const createDatabaseSql = (password: string) => `FLUSH PRIVILEGES;
DELETE FROM mysql.global_priv WHERE User = '';
FLUSH PRIVILEGES;
CREATE DATABASE IF NOT EXISTS holdfast CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE USER IF NOT EXISTS holdfast@localhost;
ALTER USER holdfast@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('${password}') OR unix_socket;
GRANT ALL PRIVILEGES ON holdfast.* TO holdfast@localhost;
`;

// mariadbd refuses root unless told; as root we step down to Debian's `mysql` where it can reach the folder.
function serverUser(layout: Layout): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const mysql = idsOf("mysql");
  return mysql && mayReach(mysql, layout.data) && mayReach(mysql, layout.run) ? "mysql" : "root";
}

function mayReach(ids: { uid: number; gid: number }, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  const passes = (mode & (uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001)) !== 0;
  return passes && (folder === "/" || mayReach(ids, dirname(folder)));
}

function idsOf(user: string): { uid: number; gid: number } | undefined {
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith(`${user}:`))
    ?.split(":");
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : undefined;
}

function giveTo(user: string | undefined, folder: string): void {
  const ids = user && idsOf(user);
  if (ids) chownSync(folder, ids.uid, ids.gid);
}
