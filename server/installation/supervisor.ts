import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ProcessDescription, StartOptions } from "pm2";
import { root } from "./build.ts";
import { makeRunFolder } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { endProcesses, supervisedProcesses } from "./orphans.ts";

/** One process under PM2, as status shows it. */
export interface Supervised {
  readonly name: string;
  readonly pid: number;
  readonly state: string;
  readonly since: Date | undefined;
  readonly restarts: number;
  readonly memory: number;
  /** What it was started with, to tell whether it is of today's code and configuration. */
  readonly labels: Labels;
}

/** What every process carries in its environment about the start that made it. */
export interface Labels {
  readonly code: string;
  readonly config: string;
  /** Who belonged to the cluster then (`membershipLabel`). */
  readonly cluster: string;
  readonly port: string;
  /** Where to ask for health, from this machine. */
  readonly health: string;
  /** What people type. */
  readonly address: string;
}

/** A connection to this installation's own PM2. */
export interface Supervisor {
  list(): Promise<Supervised[]>;
  /** Starts the named processes of ecosystem.config.js; resolves when those that announce readiness are ready. */
  start(names: readonly string[], labels: Labels): Promise<void>;
  /** Replaces running processes without a gap: a new one is ready before its predecessor is asked to end. */
  reload(name: string, labels: Labels): Promise<void>;
  remove(name: string): Promise<void>;
  /** Disconnects, then ends PM2 itself with whatever still runs under it. */
  end(): Promise<void>;
  disconnect(): void;
}

// The daemon and its cluster workers keep the environment of the moment the daemon was launched, for ever; give them only
// what no start changes. Every process's own environment comes from ecosystem.config.js.
const lasting = /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR)$/;

/**
 * Connects to the installation's PM2, launching it first if `launch` and clearing away what a killed one left behind.
 * @returns `undefined` when it does not run and was not to be launched.
 */
export async function connectSupervisor(layout: Layout, launch: boolean): Promise<Supervisor | undefined> {
  // Read now, while the environment is still the operator's.
  const { apps } = (await import(pathToFileURL(join(root, "ecosystem.config.js")).href)) as {
    apps: StartOptions[];
  };
  for (const name of Object.keys(process.env))
    if (!lasting.test(name)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    PM2_HOME: layout.pm2,
    PM2_LOG_FILE_PATH: join(layout.logs, "pm2.log"),
    PM2_DAEMON_RPC_PORT: layout.sockets.pm2Rpc,
    PM2_DAEMON_PUB_PORT: layout.sockets.pm2Pub,
    PM2_INTERACTOR_RPC_PORT: layout.sockets.pm2Interactor,
    PM2_NO_INTERACTION: "true",
    // MariaDB heeds TERM only.
    PM2_KILL_SIGNAL: "SIGTERM",
    PM2_DISCRETE_MODE: "true",
    HOLDFAST_SUPERVISED: layout.data,
  });
  makeRunFolder(layout);
  for (const folder of [layout.pm2, layout.logs]) mkdirSync(folder, { recursive: true, mode: 0o700 });

  // PM2 reads its home while it is imported.
  const { default: pm2 } = await import("pm2");
  const client = pm2 as unknown as { Client: { pingDaemon(answer: (alive: boolean) => void): void } };
  const alive = await new Promise<boolean>((resolve) => client.Client.pingDaemon(resolve));
  if (!alive && !launch) return undefined;
  if (!alive) await endProcesses(supervisedProcesses(layout));
  await called((done) => pm2.connect(done));

  return {
    list: async () => (await called<ProcessDescription[]>((done) => pm2.list(done))).map(supervised),
    start: async (names, labels) => {
      const chosen = apps.filter((app) => names.includes(app.name ?? ""));
      for (const app of chosen) {
        await called((done) => pm2.start({ ...app, env: { ...app.env, ...labelled(labels) } }, done));
      }
    },
    reload: async (name, labels) => {
      Object.assign(process.env, labelled(labels));
      await called((done) => pm2.reload(name, { updateEnv: true }, done));
    },
    remove: async (name) => void (await called((done) => pm2.delete(name, done))),
    end: async () => {
      // Not pm2.killDaemon: its client goes on reconnecting to the daemon that it has just ended, now and then for ever.
      const daemon = Number(readFileSync(join(layout.pm2, "pm2.pid"), "utf8"));
      pm2.disconnect();
      await endProcesses([daemon]);
    },
    disconnect: () => pm2.disconnect(),
  };
}

const labelled = (labels: Labels) => ({ HOLDFAST_LABELS: JSON.stringify(labels) });

function supervised({ name, pid, pm2_env, monit }: ProcessDescription): Supervised {
  const env = pm2_env as
    (NonNullable<ProcessDescription["pm2_env"]> & { env?: Record<string, string> }) | undefined;
  return {
    name: name ?? "?",
    pid: pid ?? 0,
    state: env?.status ?? "unknown",
    since: env?.pm_uptime && env.status === "online" ? new Date(env.pm_uptime) : undefined,
    restarts: env?.restart_time ?? 0,
    memory: monit?.memory ?? 0,
    labels: JSON.parse(env?.env?.HOLDFAST_LABELS ?? "{}") as Labels,
  };
}

/** PM2 speaks callbacks, and its errors are not always Errors. */
function called<T>(work: (done: (error: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    work((error: unknown, result) => {
      if (error)
        reject(
          error instanceof Error
            ? error
            : new Error(typeof error === "string" ? error : JSON.stringify(error)),
        );
      else resolve(result as T);
    });
  });
}
