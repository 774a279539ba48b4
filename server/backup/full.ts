import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Layout } from "../installation/layout.ts";
import { ensurePrograms } from "../installation/programs.ts";
import { type ArchiveWriter, createArchive } from "./archive.ts";
import { compareWithLive } from "./comparing.ts";
import { type Contents, contentsOf, rowsIn } from "./contents.ts";
import { copyDatabase, prepareCopy, sizeOf } from "./copying.ts";
import { assertRoom } from "./fitting.ts";
import { fullName } from "./file-names.ts";
import { openKey } from "./key.ts";
import { askLive, connectLive, desynced, type LiveServer } from "./live-database.ts";
import type { FullManifest, LogPosition } from "./manifest.ts";
import { pack, unpack } from "./packing.ts";
import { startPrivateServer } from "./private-server.ts";
import { progress, spokenBytes } from "./progress.ts";
import { withWorkFolder } from "./work-folder.ts";

export interface BackupOptions {
  readonly layout: Layout;
  /** This machine's name in the cluster. */
  readonly node: string;
  /** Folder for the archives. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** A backup that was made and verified. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly verified: string;
  /** The key file was written just now. */
  readonly newKey: boolean;
}

/** Programs that backup and restore run. */
export const needs = [
  { program: "mariabackup", packages: ["mariadb-backup"] },
  { program: "mariadb-binlog", packages: ["mariadb-client"] },
  { program: "tar", packages: ["tar"] },
];

// Neither logs nor Galera's cache of recent changes.
const isCopied = (name: string) => !/^binlog\.\d+$|^galera\.cache$/.test(name);

/** Where a backup works: on the data's own disk, because it is in plain text. */
export const workFolder = (layout: Layout) => join(layout.data, "backup-work");

/**
 * Makes a full backup of the running embedded database and verifies it: what was written is read back, restored into a private
 * server and compared. Until then its name ends in `.part`; when anything fails or `signal` aborts, nothing of it stays.
 * @throws OperatorError in words for an operator; the signal's reason.
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { layout, node, to, print } = options;
  ensurePrograms(needs, print);
  const { key, created } = openKey(layout);
  const connection = await connectLive(layout);
  try {
    const live = await askLive(connection, node);
    mkdirSync(to, { recursive: true, mode: 0o700 });
    return await withWorkFolder(workFolder(layout), "A backup", async (work) => {
      removeHalves(to, node);
      assertRoom(work, await sizeOf(layout.mariadb, isCopied));
      const copy = join(work, "copy");
      mkdirSync(copy, { mode: 0o700 });
      print("Copying the database…");
      const state = await desynced(connection, live.standby, () => copyInto(copy, live, options));
      const file = join(to, fullName(node, new Date(state.at)));
      const draft = `${file}.part`;
      const writer = await createArchive(draft, { kind: "full", node, at: state.at }, key);
      try {
        const packed = await packWithProgress(copy, writer, options);
        rmSync(copy, { recursive: true });
        print("Verifying: restoring it into a private server…");
        const restored = join(work, "restored");
        mkdirSync(restored, { mode: 0o700 });
        await unpack(draft, key, restored, options.signal, () => undefined);
        const proven = await prove(join(restored, "mariadb"), live, state.position, options);
        const { schema, version: mariadb } = live;
        const manifest: FullManifest = {
          kind: "full",
          node,
          ...state,
          schema,
          mariadb,
          ...packed,
          ...proven,
        };
        await writer.finish(manifest);
        renameSync(draft, file);
        const { contents, verified } = proven;
        const tables = Object.keys(contents).length;
        return {
          file,
          bytes: statSync(file).size,
          tables,
          rows: rowsIn(contents),
          verified,
          newKey: created,
        };
      } finally {
        await writer.close();
        rmSync(draft, { force: true });
      }
    });
  } finally {
    connection.destroy();
  }
}

// What a run that was killed hard has left; there is no other, because the work folder is ours.
function removeHalves(to: string, node: string): void {
  for (const name of readdirSync(to))
    if (name.startsWith(`holdfast-${node}-`) && name.endsWith(".backup.part")) rmSync(join(to, name));
}

/** The database at one position, and what else a lost machine had. */
async function copyInto(folder: string, live: LiveServer, { layout, signal }: BackupOptions) {
  const target = join(folder, "mariadb");
  const { at } = await copyDatabase(layout, target, live.galera, signal);
  const position = await prepareCopy(layout, target, live.logs, signal);
  for (const file of [layout.secrets, layout.cluster])
    if (existsSync(file)) copyFileSync(file, join(folder, basename(file)));
  return { at, position };
}

async function packWithProgress(folder: string, writer: ArchiveWriter, { signal, print }: BackupOptions) {
  const total = await sizeOf(folder);
  print(`Packing and encrypting ${spokenBytes(total)}…`);
  let done = 0;
  const end = progress(print, () => `${spokenBytes(done)} of ${spokenBytes(total)}`);
  try {
    return await pack(folder, writer, signal, (bytes) => (done = bytes));
  } finally {
    end();
  }
}

async function prove(
  dataFolder: string,
  live: LiveServer,
  position: LogPosition | null,
  { layout, signal }: BackupOptions,
): Promise<{ contents: Contents; verified: string }> {
  const server = await startPrivateServer(dataFolder, signal);
  try {
    const connection = await server.connect();
    const contents = await contentsOf(connection).finally(() => connection.destroy());
    const given = { layout, live, server, position, archived: contents };
    return { contents, verified: await compareWithLive(given, signal) };
  } finally {
    await server.kill();
  }
}
