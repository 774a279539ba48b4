import type { Config } from "../../config/schema.ts";
import { type Cluster, readCluster, selfOf } from "../cluster/cluster.ts";
import { log } from "../core/log.ts";
import { OperatorError } from "./command.ts";
import { openInstallation, openSecrets } from "./installation.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { applyDatabase } from "./mariadb.ts";
import { ensureRemoteAccount } from "./mariadb-accounts.ts";
import { applyRedis } from "./redis-membership.ts";
import { connectSupervisor, type Labels, type Supervisor } from "./supervisor.ts";

/** Identifies who the web processes and the worker have to know: they read cluster.json when they start. */
export const membershipLabel = ({ nodes, self }: Cluster): string =>
  JSON.stringify(
    nodes
      .filter(({ name }) => name !== self)
      .map(({ name, kind, address, ports }) => [name, kind, address, ports]),
  );

/**
 * Brings the running programs of this node up to a changed cluster.json, without a gap: MariaDB stays as it is, Redis is told while it runs, web
 * processes and the worker are replaced one by one.
 * @throws OperatorError when nothing runs here.
 */
export async function refresh(config: Config, print: (line: string) => void): Promise<void> {
  const layout = layoutOf(config.data);
  const cluster = readCluster(layout.cluster);
  if (!cluster) throw new OperatorError(`${layout.data} belongs to no cluster`);
  const { embedded } = openInstallation(config);
  const isData = selfOf(cluster).kind === "data";
  if (isData && embedded.database) await openDatabase(layout, cluster);
  const supervisor = await connectSupervisor(layout, false);
  if (!supervisor) throw new OperatorError("Nothing runs here; start it with: npm start");
  try {
    const running = await supervisor.list();
    const labels = running[0]?.labels;
    if (!labels) throw new OperatorError("Nothing runs here; start it with: npm start");
    const sentinel = running.some(({ name }) => name === "sentinel");
    const alone = cluster.nodes.length === 1;
    if (embedded.redis) await applyRedis(layout, cluster);
    if (embedded.redis && !sentinel && !alone) await supervisor.start(["sentinel"], labels);
    if (sentinel && alone) await supervisor.remove("sentinel");
    if (isData) await replace(supervisor, membershipLabel(cluster), print);
    print(`This node's programs know the cluster of generation ${cluster.generation}.`);
  } finally {
    supervisor.disconnect();
  }
}

async function openDatabase(layout: Layout, cluster: Cluster): Promise<void> {
  const { databasePassword } = openSecrets(layout);
  applyDatabase(layout, cluster, databasePassword);
  try {
    if (selfOf(cluster).address !== "") await ensureRemoteAccount(layout, databasePassword);
  } catch (error) {
    // It starts just now, or may not serve: what it needs is in its configuration and in the others' copy.
    log.warn({ err: error }, "the database could not be told of the membership");
  }
}

async function replace(
  supervisor: Supervisor,
  membership: string,
  print: (line: string) => void,
): Promise<void> {
  for (const name of ["web", "worker"]) {
    const found = (await supervisor.list()).filter((one) => one.name === name);
    const labels: Labels | undefined = found[0]?.labels;
    if (!labels || found.every((one) => one.labels.cluster === membership)) continue;
    print(`Replacing ${name}: the cluster changed…`);
    await supervisor.reload(name, { ...labels, cluster: membership });
  }
}
