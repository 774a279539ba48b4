import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Knex } from "knex";
import { createDb } from "../core/db.ts";
import { migrate } from "../core/migrations.ts";
import { openInstallation, openSecrets } from "../installation/installation.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { mariadbConfigFile, prepareMariadb } from "../installation/mariadb.ts";
import { findProgram } from "../installation/programs.ts";
import { askDatabase, waitUntil } from "../installation/readiness.ts";

/** An installation's database alone, with a binary log, in a temporary folder. */
export interface TestInstallation {
  readonly layout: Layout;
  readonly db: Knex;
  stop(): Promise<void>;
}

/** Starts a MariaDB on `data` (a new installation when nothing is there), migrated. */
export async function startInstallation(given?: string): Promise<TestInstallation> {
  const data = given ?? mkdtempSync(join("/dev/shm", "holdfast-backup-test-"));
  const layout = layoutOf(data);
  prepareMariadb(layout, openSecrets(layout).databasePassword, 128 * 1024 * 1024);
  const server: ChildProcess = spawn(
    findProgram("mariadbd") ?? "mariadbd",
    [
      `--defaults-file=${mariadbConfigFile(layout)}`,
      "--log-bin=binlog",
      "--binlog-format=ROW",
      "--server-id=1",
    ],
    { stdio: "ignore" },
  );
  server.unref();
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const { databaseUrl } = openInstallation({
    data,
    databaseUrl: undefined,
    redisUrl: undefined,
    secret: undefined,
  });
  await waitUntil(() => askDatabase(databaseUrl), 30);
  const db = createDb(databaseUrl);
  await migrate(db);
  return {
    layout,
    db,
    stop: async () => {
      await db.destroy();
      server.kill("SIGKILL");
      await ended;
      if (!given) rmSync(data, { recursive: true, force: true, maxRetries: 10 });
      rmSync(layout.run, { recursive: true, force: true });
    },
  };
}

/** Process ids of what works in a folder or below. */
export const findServersIn = (folder: string): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false; // no process, or it ended meanwhile
    }
  });
