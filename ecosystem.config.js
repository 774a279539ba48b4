// The processes of this node: the one list that `npm start`, `npm run dev` and pm2-runtime share.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";

// Empty is unset, as in config/schema.ts.
const { HOLDFAST_DATA, DATABASE_URL, REDIS_URL, WEB_WORKERS } = process.env;
const data = resolve(HOLDFAST_DATA || "./var");

// PM2 looks programs up on the PATH, and Debian keeps servers in sbin, which is not on an ordinary user's.
process.env.PATH += ":/usr/local/sbin:/usr/sbin:/sbin";

// What npm and an outer PM2 leave behind in the environment would only make two starts look different.
const noise = /^(npm_|pm_|PM2_|_$|OLDPWD$|SHLVL$|INIT_CWD$|COLOR$|EDITOR$)/;
const own = Object.fromEntries(
  Object.entries(process.env).filter(([name, value]) => !noise.test(name) && value !== ""),
);

// On a node of a cluster: what came with the invitation, and over it what this machine was given itself (as in node-config.ts).
const file = join(data, "cluster.json");
const cluster = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
const kind = cluster?.nodes.find(({ name }) => name === cluster.self)?.kind ?? "data";
const [cert, key] = [join(data, "keys/web.crt"), join(data, "keys/web.key")];
const environment = {
  ...cluster?.environment,
  ...(existsSync(cert) ? { TLS_CERT: cert, TLS_KEY: key } : {}),
  ...own,
  ...(cluster ? { HOLDFAST_NODE: cluster.self } : {}),
  // The failover agent starts scripts; without this they would inherit what PM2 adds.
  HOLDFAST_ENVIRONMENT: ["HOLDFAST_ENVIRONMENT", "HOLDFAST_DATA", ...Object.keys(own)].join(" "),
};

const common = {
  cwd: import.meta.dirname,
  // HOLDFAST_SUPERVISED marks our processes, so that orphans of a killed PM2 can be told from anybody else's.
  // A process that died is back a little sooner when its code need not be compiled again.
  env: {
    ...environment,
    NODE_ENV: "production",
    NODE_COMPILE_CACHE: join(data, "run/compile-cache"),
    HOLDFAST_DATA: data,
    HOLDFAST_SUPERVISED: data,
  },
  // PM2 would add everything else that the starting shell had: an empty filter matches, and so drops, every name.
  filter_env: [""],
  autorestart: true,
  // Never give up on a process: wait longer and longer (to 15 s) instead.
  exp_backoff_restart_delay: 100,
  max_restarts: Number.MAX_SAFE_INTEGER,
  merge_logs: true,
  treekill: false,
  pmx: false,
  vizion: false,
};
const log = (name) => {
  const file = join(data, "logs", `${name}.log`);
  return { out_file: file, error_file: file };
};
const program = (name, script, args) => ({
  ...common,
  ...log(name),
  name,
  script,
  args,
  exec_interpreter: "none",
  exec_mode: "fork",
  // Writing back a large cache takes its time; a SIGKILL would cost a recovery at the next start.
  kill_timeout: 120_000,
});
// A launcher decides how a server has to start and then becomes it (process.execve), so that PM2 supervises the server itself. Watch
// mode on a fresh clone has built nothing; Node runs the source as well.
const launcher = (name, entry) => {
  const built = join(import.meta.dirname, "dist/server", `${entry}.js`);
  const script = existsSync(built) ? built : join(import.meta.dirname, "server", `${entry}.ts`);
  return program(name, process.execPath, ["--disable-warning=ExperimentalWarning", script]);
};
// On a large machine V8 lets a heap grow to four times what is alive before it looks for garbage: 350 MB where 40 are in use.
// This way it looks earlier, at about 1 % of the processor, and a process stays below 150 MB.
const nodeArgs = ["--heap-growing-percent=40"];

const node = (name, script, options) => ({
  ...common,
  ...log(name),
  node_args: nodeArgs,
  name,
  script,
  kill_timeout: 15_000,
  ...options,
});

const all = [
  ...(kind === "witness" ? [launcher("garbd", "garbd")] : []),
  ...(DATABASE_URL ? [] : [launcher("mariadb", "mariadbd")]),
  // The Sentinel runs while the cluster has more than one node; the commands start it then.
  ...(REDIS_URL ? [] : [launcher("redis", "redis-server"), launcher("sentinel", "redis-sentinel")]),
  // Small, and quick to end: its successor goes on with the role before its term is over.
  node("failover", "dist/server/agent.js", {
    exec_mode: "fork",
    node_args: ["--max-old-space-size=96", "--max-semi-space-size=1"],
    kill_timeout: 1000,
    // Always at once: each moment of waiting is one in which the role may run out.
    exp_backoff_restart_delay: 0,
    restart_delay: 100,
  }),
  node("web", "dist/server/main.js", {
    exec_mode: "cluster",
    instances: Number(WEB_WORKERS || availableParallelism()),
    wait_ready: true,
    listen_timeout: 30_000,
  }),
  node("worker", "dist/server/worker.js", { exec_mode: "fork" }),
];

const witness = ["failover", "redis", "sentinel", "garbd"];
export const apps = kind === "witness" ? all.filter(({ name }) => witness.includes(name)) : all;
