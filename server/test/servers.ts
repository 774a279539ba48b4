import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openInstallation, openSecrets } from "../installation/installation.ts";
import { layoutOf } from "../installation/layout.ts";
import { mariadbConfigFile, prepareMariadb } from "../installation/mariadb.ts";
import { endProcesses, supervisedProcesses } from "../installation/orphans.ts";
import { findProgram } from "../installation/programs.ts";
import { askDatabase, askRedis, waitUntil } from "../installation/readiness.ts";
import { prepareRedis, redisConfigFile } from "../installation/redis.ts";

export type Part = "database" | "redis";

/** Private servers of one test run. */
export interface Servers {
  readonly data: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Kills one of them hard, as a crash does, or sends it another signal. */
  kill(part: Part, signal?: NodeJS.Signals): void;
  /** Starts a killed one again on what it left on disk. */
  revive(part: Part): void;
  /** Ends both servers and removes their folder. Synchronous, so that it also works while the process is being interrupted. */
  stop(): void;
}

/** Starts a MariaDB and a Redis of our own in a temporary folder: the product's code and settings, with a small cache. */
export async function startServers(): Promise<Servers> {
  await removeLeftovers();
  const data = mkdtempSync(join(temporaryFolder(), `holdfast-test-${process.pid}-`));
  const layout = layoutOf(data);
  const secrets = openSecrets(layout);
  prepareMariadb(layout, secrets.databasePassword, 128 * 1024 * 1024);
  prepareRedis(layout, secrets.redisPassword);
  const start: Record<Part, () => ChildProcess> = {
    database: () => run("mariadbd", [`--defaults-file=${mariadbConfigFile(layout)}`]),
    redis: () => run("redis-server", [redisConfigFile(layout)]),
  };
  const children = { database: start.database(), redis: start.redis() };
  const { databaseUrl, redisUrl } = openInstallation({
    data,
    databaseUrl: undefined,
    redisUrl: undefined,
    secret: undefined,
  });
  const stop = () => {
    for (const child of Object.values(children)) child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true, maxRetries: 10 });
    rmSync(layout.run, { recursive: true, force: true });
  };
  try {
    await Promise.all([
      waitUntil(() => askDatabase(databaseUrl), 30),
      waitUntil(() => askRedis(redisUrl), 30),
    ]);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    data,
    databaseUrl,
    redisUrl,
    kill: (part, signal = "SIGKILL") => void children[part].kill(signal),
    revive: (part) => (children[part] = start[part]()),
    stop,
  };
}

function run(program: string, args: string[]): ChildProcess {
  const child = spawn(findProgram(program) ?? program, args, { stdio: ["ignore", "ignore", "ignore"] });
  child.unref();
  return child;
}

// Memory spares the disk an fsync per commit, which is most of a test's time; a container's 64 MB of it would not do.
export function temporaryFolder(): string {
  if (!existsSync("/dev/shm")) return tmpdir();
  const { bavail, bsize } = statfsSync("/dev/shm");
  return bavail * bsize > 1024 ** 3 ? "/dev/shm" : tmpdir();
}

// A run that was killed hard leaves its servers and folder behind; its process id is in the folder's name.
async function removeLeftovers(): Promise<void> {
  const parent = temporaryFolder();
  for (const name of readdirSync(parent)) {
    const owner = /^holdfast-test-(\d+)-/.exec(name)?.[1];
    if (!owner || existsSync(`/proc/${owner}`)) continue;
    const folder = join(parent, name);
    await endProcesses(supervisedProcesses(layoutOf(folder)), 0);
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes off what a test mounted in a folder, also when somebody still works there. */
export function unmountBelow(folder: string): void {
  for (const line of readFileSync("/proc/mounts", "utf8").split("\n")) {
    // proc_mounts(5): spaces and the like are written as octal numbers.
    const at = line
      .split(" ")[1]
      ?.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    if (at?.startsWith(`${folder}/`)) execFileSync("umount", ["--lazy", at]);
  }
}
