import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Knex } from "knex";
import { createDb } from "../core/db.ts";
import { migrate } from "../core/migrations.ts";
import { openInstallation, openSecrets } from "../installation/installation.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { mariadbConfigFile, prepareMariadb } from "../installation/mariadb.ts";
import { findProgram } from "../installation/programs.ts";
import { askDatabase, waitUntil } from "../installation/readiness.ts";
import { temporaryFolder } from "./servers.ts";

/** An installation's database alone, with a binary log, in a temporary folder. */
export interface TestInstallation {
  readonly layout: Layout;
  readonly db: Knex;
  stop(): Promise<void>;
}

/** An empty folder for an installation, in memory where there is room. */
export const temporaryData = () => mkdtempSync(join(temporaryFolder(), "holdfast-data-"));

/** Starts a MariaDB on `data` (a new installation when nothing is there), migrated. */
export async function startInstallation(given?: string): Promise<TestInstallation> {
  const data = given ?? temporaryData();
  const layout = layoutOf(data);
  prepareMariadb(layout, openSecrets(layout).databasePassword, 128 * 1024 * 1024);
  const server: ChildProcess = spawn(
    findProgram("mariadbd") ?? "mariadbd",
    [
      `--defaults-file=${mariadbConfigFile(layout)}`,
      "--log-bin=binlog",
      "--binlog-format=ROW",
      "--server-id=1",
      // What is replayed stands in several logs.
      "--max-binlog-size=32768",
      // As in a cluster, where all nodes number its transactions alike.
      "--gtid-domain-id=1",
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

/** Some rows in a table that nothing hangs on. */
export const insertRuns = (db: Knex, from: number, count: number): Promise<unknown> =>
  db("job_runs").insert(
    Array.from({ length: count }, (_, n) => ({
      name: `backup.${from + n}`,
      started_at: new Date(),
      outcome: "ö".repeat(50),
    })),
  );

/** How many of them an installation has, by starting it. */
export async function runsIn(data: string): Promise<number> {
  const installation = await startInstallation(data);
  try {
    return Number((await installation.db("job_runs").count({ n: "*" }))[0]?.n);
  } finally {
    await installation.stop();
  }
}

/** The error with which something fails that must. */
export const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error as Error,
  );

/** Goes on changing a row of them while `work` runs. */
export async function whileWriting<T>(db: Knex, work: () => Promise<T>): Promise<T> {
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n++)
      await db("job_runs")
        .where({ name: "backup.0" })
        .update({ outcome: String(n) });
  })();
  try {
    return await work();
  } finally {
    writing = false;
    await writer;
  }
}

/** A copy of archived logs as another node of the cluster would have archived them: numbered alike, in files of its own. */
export function asOfAnotherNode(logs: string): string {
  const copy = temporaryData();
  for (const name of readdirSync(logs))
    copyFileSync(join(logs, name), join(copy, name.replace(/-0{8}[0-9a-f]{8}-/, "-00000000ffffffff-")));
  return copy;
}
