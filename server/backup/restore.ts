import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "mysql2/promise";
import { OperatorError } from "../installation/command.ts";
import type { Layout } from "../installation/layout.ts";
import { supervisedProcesses } from "../installation/orphans.ts";
import { ensurePrograms } from "../installation/programs.ts";
import { contentsOf, counted, differences } from "./contents.ts";
import { piecesAmong } from "./file-names.ts";
import { assertRoom, assertVersions } from "./fitting.ts";
import { needs } from "./full.ts";
import { superuser } from "./live-database.ts";
import { assembleLogs } from "./log-assembly.ts";
import { type FullManifest, readFullManifest } from "./manifest.ts";
import { moveIn, type MovedIn, presentData } from "./moving-in.ts";
import { unpack } from "./packing.ts";
import { type PrivateServer, startPrivateServer } from "./private-server.ts";
import { progress, spokenBytes } from "./progress.ts";
import { planReplay, type ReplayPlan, type ReplayTarget, spokenTime } from "./replay-plan.ts";
import { replay } from "./replaying.ts";
import { withWorkFolder } from "./work-folder.ts";

export interface RestoreOptions {
  /** Path of a full backup. */
  readonly archive: string;
  /** Text of the key. */
  readonly key: string;
  /** Where the installation shall be. */
  readonly layout: Layout;
  /** Folder with the pieces of binary logs. */
  readonly logs: string;
  /** Beyond the backup's own moment; null: just that. */
  readonly to: ReplayTarget | null;
  /** Move what is there aside instead of refusing. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/**
 * Restores a full backup into a data folder, and on from there through the binary logs. Everything happens in a private folder, is
 * verified there by rows and checksums, and takes its place at the very end: until then nothing is changed.
 * @throws OperatorError in one sentence; the signal's reason.
 */
export async function restore(options: RestoreOptions): Promise<MovedIn> {
  const { archive, key, layout, signal, print } = options;
  const manifest = await readFullManifest(archive, key);
  ensurePrograms(needs, print);
  await assertVersions(manifest);
  assertFree(layout, options.force);
  const plan = planOf(manifest, options);
  print(
    `Backup of node ${manifest.node}, ${spokenTime(new Date(manifest.at))}: ${counted(manifest.contents)}.`,
  );
  mkdirSync(layout.data, { recursive: true, mode: 0o711 });
  return withWorkFolder(join(layout.data, "restore-work"), "A restore", async (work) => {
    assertRoom(work, manifest.plainBytes);
    const restored = join(work, "restored");
    mkdirSync(restored, { mode: 0o700 });
    await unpackWithProgress(restored, manifest, options);
    print("Verifying every table…");
    const server = await startPrivateServer(join(restored, "mariadb"), signal);
    try {
      await verify(server, manifest);
      if (plan) await replayPlan(server, work, plan, options);
      const contents = await withConnection(server, async (connection) => {
        await admit(connection);
        return contentsOf(connection);
      });
      await server.close();
      signal.throwIfAborted();
      const moved = moveIn(layout, restored, { key, node: manifest.node });
      print(`Restored ${counted(contents)}.`);
      return moved;
    } catch (error) {
      await server.kill();
      throw error;
    }
  });
}

function assertFree(layout: Layout, force: boolean): void {
  if (supervisedProcesses(layout).length > 0)
    throw new OperatorError(`Holdfast runs in ${layout.data}. Stop it first: npm stop`);
  const present = presentData(layout);
  if (present.length > 0 && !force)
    throw new OperatorError(
      `${layout.data} holds an installation (${present.slice(0, 3).join(", ")}). Restore into another folder with --data FOLDER, or move this one's content aside with --force.`,
    );
}

function planOf(manifest: FullManifest, { to, logs }: RestoreOptions): ReplayPlan | null {
  if (!to) return null;
  const pieces = existsSync(logs) ? piecesAmong(readdirSync(logs)) : [];
  return planReplay(pieces, { position: manifest.position, at: new Date(manifest.at) }, to);
}

async function unpackWithProgress(
  into: string,
  manifest: FullManifest,
  options: RestoreOptions,
): Promise<void> {
  const { archive, key, signal, print } = options;
  const total = spokenBytes(manifest.plainBytes);
  print(`Decrypting and unpacking ${total}…`);
  let done = 0;
  const end = progress(print, () => `${spokenBytes(done)} of ${total}`);
  try {
    if ((await unpack(archive, key, into, signal, (bytes) => (done = bytes))) !== manifest.data.sha256)
      throw new OperatorError(`${archive} is not what its manifest says. Use another copy of it.`);
  } finally {
    end();
  }
}

async function verify(server: PrivateServer, manifest: FullManifest): Promise<void> {
  const found = await withConnection(server, contentsOf);
  const wrong = differences(manifest.contents, found);
  if (wrong.length > 0)
    throw new OperatorError(
      `What was restored is not what was backed up: ${wrong.map(({ table, why }) => `${table} ${why}`).join(", ")}.`,
    );
}

async function replayPlan(
  server: PrivateServer,
  work: string,
  plan: ReplayPlan,
  { logs, key, to, signal, print }: RestoreOptions,
): Promise<void> {
  const into = join(work, "logs");
  mkdirSync(into, { mode: 0o700 });
  const before = to instanceof Date ? to : null;
  print(`Replaying the binary logs up to ${spokenTime(before ?? plan.reaches)}…`);
  const files = await assembleLogs(plan, { from: logs, into, key, signal });
  await replay(server, files, plan.start, before ? { before } : "end", signal);
}

/** Lets this machine's system user administrate the server, and nobody in over the network with the old cluster's certificates. */
async function admit(connection: Connection): Promise<void> {
  const user = `${connection.escape(superuser())}@localhost`;
  await connection.query(`CREATE USER IF NOT EXISTS ${user} IDENTIFIED VIA unix_socket`);
  await connection.query(`GRANT ALL PRIVILEGES ON *.* TO ${user} WITH GRANT OPTION`);
  await connection.query("DROP USER IF EXISTS holdfast@'%'");
}

async function withConnection<T>(
  server: PrivateServer,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await server.connect();
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}
