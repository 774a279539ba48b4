import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, createConnection } from "mysql2/promise";
import { OperatorError } from "../installation/command.ts";
import { waitUntil } from "../installation/readiness.ts";
import { startChild } from "./children.ts";

/** A MariaDB on a folder of its own that only we can reach: a socket in a private folder, no network, no Galera, no binary log. */
export interface PrivateServer {
  connect(): Promise<Connection>;
  /** The options with which a client program (`mariadb`) reaches it; a file, so that no password shows in a list of processes. */
  readonly clientOptions: string;
  /** Takes the account away that we came in by and ends the server properly: the folder is as a server leaves it. */
  close(): Promise<void>;
  /** Ends it hard: for a folder that is not needed any more. */
  kill(): Promise<void>;
}

const account = "holdfast_private";
const prefix = "holdfast-private-";

/**
 * Starts a server on `dataFolder` as the user that we are, and returns when it answers.
 * @throws OperatorError with the end of its log when it does not.
 */
export async function startPrivateServer(dataFolder: string, signal: AbortSignal): Promise<PrivateServer> {
  // Apart from the data: the path of a socket must be short.
  removeLeftovers();
  const own = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const [socket, log, options] = [join(own, "sock"), join(own, "log"), join(own, "client.cnf")];
  const password = randomBytes(24).toString("base64url");
  writeFileSync(join(own, "my.cnf"), configuration({ dataFolder, own, socket, log }), { mode: 0o600 });
  writeFileSync(
    join(own, "init.sql"),
    `CREATE OR REPLACE USER ${account}@localhost IDENTIFIED BY '${password}';\nGRANT ALL PRIVILEGES ON *.* TO ${account}@localhost WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
  writeFileSync(options, `[client]\nuser=${account}\npassword=${password}\nsocket="${socket}"\n`, {
    mode: 0o600,
  });
  const { process: server, done } = startChild("mariadbd", [`--defaults-file=${join(own, "my.cnf")}`], {
    signal,
  });
  const connect = () =>
    createConnection({ socketPath: socket, user: account, password, supportBigNumbers: true });
  const gone = done.catch(() => undefined).finally(() => rmSync(own, { recursive: true, force: true }));
  const ask = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    await (await connect()).end();
  };
  await waitUntil(ask, 600).catch(() => undefined);
  signal.throwIfAborted();
  if (server.exitCode !== null || server.signalCode !== null || !existsSync(socket)) {
    const said = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-8).join("\n") : "";
    server.kill("SIGKILL");
    throw new OperatorError(`MariaDB does not start on what the backup holds:\n${said}`);
  }
  return {
    connect,
    clientOptions: options,
    close: async () => {
      const connection = await connect();
      await connection.query(`DROP USER ${account}@localhost`);
      connection.destroy();
      server.kill("SIGTERM");
      await gone;
    },
    kill: async () => {
      server.kill("SIGKILL");
      await gone;
    },
  };
}

// Of processes that were killed hard; their servers died with them.
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix)))
    if (!existsSync(`/proc/${name.slice(prefix.length).split("-")[0]}`))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
}

function configuration(at: { dataFolder: string; own: string; socket: string; log: string }): string {
  const lines = [
    `datadir = "${at.dataFolder}"`,
    `socket = "${at.socket}"`,
    `pid-file = "${join(at.own, "pid")}"`,
    `log-error = "${at.log}"`,
    `init-file = "${join(at.own, "init.sql")}"`,
    // mariadbd refuses to be root unless told.
    ...(process.getuid?.() === 0 ? ["user = root"] : []),
    "skip-networking = 1",
    "skip-name-resolve = 1",
    "skip-log-bin = 1",
    "skip-slave-start = 1",
    "event-scheduler = OFF",
    "default-time-zone = +00:00",
    "character-set-server = utf8mb4",
    "collation-server = utf8mb4_unicode_520_ci",
    `innodb-buffer-pool-size = ${256 * 1024 * 1024}`,
    "innodb-buffer-pool-load-at-startup = OFF",
    "innodb-buffer-pool-dump-at-shutdown = OFF",
    // Nothing here is awaited by anybody: the folder is synced when the server ends.
    "innodb-flush-log-at-trx-commit = 0",
    "max-allowed-packet = 1G",
  ];
  return ["[mariadbd]", ...lines, ""].join("\n");
}
