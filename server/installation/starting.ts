import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { type Config, ConfigError } from "../../config/schema.ts";
import { readCluster, selfOf } from "../cluster/cluster.ts";
import { migrate } from "../core/migrations.ts";
import { setupToken } from "../core/setup-token.ts";
import { assertMember } from "./belonging.ts";
import { buildIfStale } from "./build.ts";
import { OperatorError } from "./command.ts";
import { hasAdministrator, withDatabase } from "./database.ts";
import { prepareEmbedded, startEmbedded } from "./embedded.ts";
import { openCluster } from "./founding.ts";
import { askHealth, healthAddress } from "./health.ts";
import { type Installation, openInstallation } from "./installation.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { lastLines, rotateLogs } from "./logs.ts";
import { waitUntil } from "./readiness.ts";
import { membershipLabel } from "./refreshing.ts";
import { connectSupervisor, type Labels, type Supervised, type Supervisor } from "./supervisor.ts";
import { startWitness } from "./witness.ts";

type Print = (line: string) => void;

/** The product's own processes; the agent first, so that the role is held when the worker asks for it. */
const ours = ["failover", "web", "worker"];

/** Brings everything up, or up to date, and returns when the portal answers. Run again, it changes only what must change. */
export async function start(config: Config, print: Print): Promise<void> {
  const started = Date.now();
  if (config.port === 0) throw new ConfigError('PORT: expected a whole number from 1 to 65535, got "0"');
  const layout = layoutOf(config.data);
  await assertMember(layout);
  const cluster = readCluster(layout.cluster);
  if (cluster && selfOf(cluster).kind === "witness") return startWitness(config, cluster, print);
  const up = await prepare(config, print);
  try {
    const change = await startProcesses(config, up.supervisor, up.labels, print);
    await becomesReady(up.labels, up.layout);
    print(
      change === "none"
        ? `Already running at ${config.baseUrl}`
        : `Ready at ${config.baseUrl} (${seconds(started)}).`,
    );
    await printNextStep(config, up.installation, print);
  } finally {
    up.supervisor.disconnect();
  }
}

/** All that precedes the product's own processes: programs, secrets, build (watch mode needs none), servers, schema. */
export async function prepare(config: Config, print: Print, options = { build: true }) {
  const layout = layoutOf(config.data);
  const installation = openInstallation(config);
  rotateLogs(layout.logs);
  const cluster = await openCluster(layout, config);
  prepareEmbedded(layout, installation, cluster, print);
  const { code } = options.build ? await buildIfStale(print) : { code: "sources" };
  const labels: Labels = {
    code,
    config: createHash("sha256").update(JSON.stringify(config)).digest("hex"),
    cluster: membershipLabel(cluster),
    port: String(config.port),
    health: healthAddress(config),
    address: config.baseUrl,
  };
  const supervisor = await connectSupervisor(layout, true);
  if (!supervisor) throw new OperatorError(`PM2 does not start; see ${layout.logs}/pm2.log`);
  try {
    // Before the servers: after all of them were off, the agents tell each other whose database is the newest.
    const agents = (await supervisor.list()).some(({ name }) => name === "failover");
    if (options.build && !agents) await supervisor.start(["failover"], labels);
    await startEmbedded(layout, installation, supervisor, labels, print);
    const applied = await withDatabase(installation.databaseUrl, migrate);
    if (applied.length > 0)
      print(`Migrated the database: ${applied.length} ${applied.length === 1 ? "step" : "steps"}.`);
  } catch (error) {
    supervisor.disconnect();
    throw error;
  }
  return { layout, installation, labels, supervisor };
}

/** Makes room for watch mode: servers up, schema current, and no web process or worker but those to come. */
export async function prepareDevelopment(config: Config, print: Print): Promise<void> {
  const { supervisor } = await prepare(config, print, { build: false });
  const running = new Set((await supervisor.list()).map(({ name }) => name));
  for (const name of ours) if (running.has(name)) await supervisor.remove(name);
  supervisor.disconnect();
}

/** Starts, restarts (other configuration) or reloads (other code) the web processes and the worker. */
async function startProcesses(
  config: Config,
  supervisor: Supervisor,
  labels: Labels,
  print: Print,
): Promise<"none" | "started" | "reloaded"> {
  const processes = (await supervisor.list()).filter(({ name }) => ours.includes(name));
  const usable = processes.filter(
    ({ state, labels: found }) =>
      state !== "errored" && state !== "stopped" && found.config === labels.config,
  );
  const count = (name: string) => usable.filter((one) => one.name === name).length;
  const complete =
    usable.length === processes.length && count("web") === config.webWorkers && count("worker") === 1;
  // The agent reads cluster.json by itself.
  const ofCluster = ({ name, labels: found }: Supervised) =>
    name === "failover" || found.cluster === labels.cluster;
  const ofCode = ({ labels: found }: Supervised) => found.code === labels.code;
  if (complete && usable.every((one) => ofCode(one) && ofCluster(one))) return "none";
  if (complete) {
    print(`The ${usable.every(ofCode) ? "cluster" : "code"} changed: replacing the processes one by one…`);
    for (const name of ours) {
      // One that waits for its next try cannot be replaced, only begun again.
      const online = usable.filter((one) => one.name === name).every(({ state }) => state === "online");
      if (online) await supervisor.reload(name, labels);
      else {
        await supervisor.remove(name);
        await supervisor.start([name], labels);
      }
    }
    return "reloaded";
  }
  if (!processes.some(({ name, labels: found }) => name === "web" && found.port === labels.port))
    await assertPortIsFree(config.port);
  if (processes.some(({ name }) => name === "web")) print("The configuration changed: restarting…");
  // An agent that was started for this very start stays: the role is its own already.
  const staying = new Set(
    usable.filter((one) => one.name === "failover" && ofCode(one)).map(({ name }) => name),
  );
  const starting = ours.filter((name) => !staying.has(name));
  for (const name of new Set(processes.map((running) => running.name)))
    if (!staying.has(name)) await supervisor.remove(name);
  print(
    `Starting ${config.webWorkers} web ${config.webWorkers === 1 ? "process" : "processes"}, the worker and the failover agent…`,
  );
  await supervisor.start(starting, labels);
  return "started";
}

function assertPortIsFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "another program listens there" : error.code;
      reject(new ConfigError(`PORT: expected a port that is free to use, got "${port}" (${reason})`));
    });
    server.listen(port, () => server.close(() => resolve()));
  });
}

async function becomesReady(labels: Labels, layout: Layout): Promise<void> {
  try {
    await waitUntil(async () => {
      const { ready, checks } = await askHealth(labels.health);
      if (!ready) throw new Error(JSON.stringify(checks));
    }, 60);
  } catch (error) {
    const log = lastLines(layout.logs, "web");
    throw new OperatorError(
      `The portal does not become ready: ${(error as Error).message}\n${log}\nSee also: npm run status`,
    );
  }
}

async function printNextStep(config: Config, installation: Installation, print: Print): Promise<void> {
  if (await withDatabase(installation.databaseUrl, hasAdministrator)) return;
  if (config.admin) print(`Administrator ${config.admin.email} may sign in at ${config.baseUrl}/login`);
  else
    print(
      `Create the administrator here, once: ${config.baseUrl}/setup?token=${setupToken(installation.secret)}`,
    );
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
