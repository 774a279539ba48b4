import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { OperatorError } from "./command.ts";
import type { Layout } from "./layout.ts";
import { findProgram } from "./programs.ts";
import { giveTo } from "./server-user.ts";

/**
 * Creates MariaDB's data folder with the product's database and its user.
 * Built aside and renamed, so that a data folder either exists completely or not at all.
 * @throws OperatorError with MariaDB's own words.
 */
export function createDataFolder(layout: Layout, user: string | undefined, password: string): void {
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
