import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../installation/build.ts";
import { openInstallation, openSecrets } from "../installation/installation.ts";
import { layoutOf } from "../installation/layout.ts";
import { mariadbConfigFile, prepareMariadb } from "../installation/mariadb.ts";
import { findProgram } from "../installation/programs.ts";
import { askDatabase, askRedis, waitUntil } from "../installation/readiness.ts";
import { prepareRedis, redisConfigFile } from "../installation/redis.ts";

/** A database and a Redis of our own on the disk, with the product's settings: never the live installation's. */
export interface Lab {
  readonly data: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secret: string;
  readonly mariadb: number;
  readonly redis: number;
  stop(): void;
}

const running = new Set<() => void>();
/** Whatever ends the benchmark ends its servers. */
export function stopEverything(): void {
  for (const stop of running) stop();
}

export async function startLab(bufferPool: number): Promise<Lab> {
  const data = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  const layout = layoutOf(data);
  const secrets = openSecrets(layout);
  prepareMariadb(layout, secrets.databasePassword, bufferPool);
  prepareRedis(layout, secrets.redisPassword);
  const mariadb = run("mariadbd", [`--defaults-file=${mariadbConfigFile(layout)}`]);
  const redis = run("redis-server", [redisConfigFile(layout)]);
  const installation = openInstallation({
    data,
    databaseUrl: undefined,
    redisUrl: undefined,
    secret: undefined,
  });
  const stop = () => {
    running.delete(stop);
    for (const child of [mariadb, redis]) child.kill("SIGKILL");
    for (const folder of [data, layout.run]) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  running.add(stop);
  await Promise.all([
    waitUntil(() => askDatabase(installation.databaseUrl), 60),
    waitUntil(() => askRedis(installation.redisUrl), 30),
  ]);
  return { ...installation, data, mariadb: mariadb.pid ?? 0, redis: redis.pid ?? 0, stop };
}

function run(program: string, args: string[]): ChildProcess {
  return spawn(findProgram(program) ?? program, args, { stdio: "ignore" });
}

/** A server that is measured: its address, and the processes that answer. */
export interface Target {
  readonly url: string;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Starts a script of dist/ in a cluster and waits until all its processes listen. `nodeArgs` go to each of them. */
export async function startCluster(
  script: string,
  workers: number,
  env: Record<string, string>,
  nodeArgs: readonly string[] = [],
): Promise<Target> {
  const port = await freePort();
  const child = fork(
    join(root, "dist/server/bench/cluster.js"),
    [join(root, "dist", script), String(workers)],
    {
      cwd: root,
      execArgv: [...nodeArgs],
      env: { PATH: process.env.PATH, NODE_ENV: "production", LOG_LEVEL: "error", PORT: String(port), ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  const kill = () => void child.kill("SIGKILL");
  running.add(kill);
  const pids = await new Promise<number[]>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { pids: number[] }).pids));
    child.once("exit", () => reject(new Error(`${script} did not start`)));
  });
  const stop = async () => {
    running.delete(kill);
    const ended = new Promise((done) => child.once("exit", done));
    child.disconnect();
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, pids, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
