import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import { readCluster } from "../cluster/cluster.ts";
import { OperatorError } from "../installation/command.ts";
import { withDatabase } from "../installation/database.ts";
import { openInstallation } from "../installation/installation.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { askDatabase } from "../installation/readiness.ts";
import { loadSettings } from "../core/settings.ts";
import { keptBackups } from "./backup.settings.ts";
import { fullsAmong, piecesAmong } from "./file-names.ts";
import { type Backup, backUp, type BackupOptions, workFolder } from "./full.ts";
import { interruptible } from "./interrupting.ts";
import { keyFile } from "./key.ts";
import { connectLive, resync } from "./live-database.ts";
import { archiveLogs, logFolder } from "./logs.ts";
import { spokenBytes } from "./progress.ts";
import { expiredFulls, expiredPieces, type Keep } from "./retention.ts";
import { beginRun, endKilledRuns, endRun, noteLogs } from "./runs.ts";
import { clearLeftovers, isAbandoned, isAtWork } from "./work-folder.ts";

type Print = (line: string) => void;

/** The options of `npm run backup`. `slot`: the moment of the schedule that a worker runs it for. */
export interface BackupGiven {
  readonly to?: string | undefined;
  readonly log?: boolean | undefined;
  readonly slot?: string | undefined;
}

/**
 * Makes a verified full backup, or archives the newest binary logs, notes it in the database and removes what had its time.
 * @throws OperatorError in one sentence.
 */
export async function backupCommand(config: Config, given: BackupGiven, print: Print): Promise<void> {
  assertEmbedded(config);
  const layout = layoutOf(config.data);
  const node = readCluster(layout.cluster)?.self ?? config.node;
  const to = given.to ?? config.backup.to;
  const { databaseUrl } = openInstallation(config);
  await interruptible("The backup", async (signal) => {
    const options: BackupOptions = { layout, node, to, signal, print };
    if (given.log) {
      if (isAbandoned(workFolder(layout))) await clearAfterCrash(layout);
      const { pieces, bytes, until } = await archiveLogs(options);
      await withDatabase(databaseUrl, (db) => noteLogs(db, node, until, bytes));
      print(
        `Archived ${spokenBytes(bytes)} of the binary log (${pieces} ${pieces === 1 ? "file" : "files"}) in ${logFolder(to)}.`,
      );
    } else {
      const made = await noted(databaseUrl, options, given.slot ?? null);
      if (!made) return print("Another node makes this backup.");
      print(`Verified: ${made.verified}.`);
      print(`${made.file} (${spokenBytes(made.bytes)})`);
      if (made.newKey)
        print(
          `The key that opens it was written to ${keyFile(layout)}: store a copy of that file elsewhere. Without it no backup can be restored.`,
        );
    }
    await withDatabase(databaseUrl, loadSettings);
    removeExpired(to, keptBackups(), print);
  });
}

async function begun(databaseUrl: string, { layout, node }: BackupOptions, slot: string | null) {
  try {
    await askDatabase(databaseUrl);
    return await withDatabase(databaseUrl, async (db) => {
      if (!isAtWork(workFolder(layout))) await endKilledRuns(db, node);
      return beginRun(db, node, slot);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OperatorError(
      code === "ER_NO_SUCH_TABLE"
        ? "The database has an older schema than this code. Run: npm start"
        : `The database of ${layout.data} does not answer (${code ?? message}). Run: npm start`,
    );
  }
}

// A backup that was killed hard cannot say that this node need not lag any more.
async function clearAfterCrash(layout: Layout): Promise<void> {
  const live = await connectLive(layout);
  try {
    await resync(live);
  } finally {
    live.destroy();
  }
  await clearLeftovers(workFolder(layout), "A backup");
}

/** @throws OperatorError for a database that is not ours to copy. */
export function assertEmbedded(config: Pick<Config, "databaseUrl">): void {
  if (config.databaseUrl !== undefined)
    throw new OperatorError(
      "The database is your own server (DATABASE_URL): back it up and restore it there, with its provider's backups or mysqldump --single-transaction.",
    );
}

async function noted(
  databaseUrl: string,
  options: BackupOptions,
  slot: string | null,
): Promise<Backup | null> {
  const id = await begun(databaseUrl, options, slot);
  if (id === null) return null;
  const outcome = await backUp(options).catch((error: unknown) => error as Error);
  await withDatabase(databaseUrl, (db) => endRun(db, id, options.node, outcome)).catch((error: unknown) => {
    // A backup that was made is one, noted or not; a failure's own reason is worth more than this one.
    options.print(`The database does not take the note of it: ${(error as Error).message}`);
  });
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

function removeExpired(to: string, keep: Keep, print: Print): void {
  const fulls = fullsAmong(readdirSync(to));
  mkdirSync(logFolder(to), { recursive: true, mode: 0o700 });
  const expired = expiredFulls(fulls, keep);
  const left = fulls.filter((full) => !expired.includes(full));
  const pieces = expiredPieces(piecesAmong(readdirSync(logFolder(to))), left, keep, new Date());
  for (const { name } of expired) rmSync(join(to, name));
  for (const { name } of pieces) rmSync(join(logFolder(to), name));
  if (expired.length > 0) print(`Removed ${expired.map(({ name }) => name).join(", ")}: its time was over.`);
}
