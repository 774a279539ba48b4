import { type Cluster, readCluster } from "../cluster/cluster.ts";
import { OperatorError } from "./command.ts";
import { type Installation, openSecrets } from "./installation.ts";
import { waitForDatabase } from "./database-waiting.ts";
import type { Layout } from "./layout.ts";
import { lastLines } from "./logs.ts";
import { prepareMariadb } from "./mariadb.ts";
import { ensureTransferAccount } from "./mariadb-accounts.ts";
import { databaseNeeds, ensurePrograms, redisNeeds } from "./programs.ts";
import { askDatabase, askRedis, waitUntil } from "./readiness.ts";
import { prepareRedis } from "./redis.ts";
import type { Labels, Supervisor } from "./supervisor.ts";

/** Installs missing programs, writes configurations, and creates the data folders the first time. */
export function prepareEmbedded(
  layout: Layout,
  installation: Installation,
  cluster: Cluster,
  print: (line: string) => void,
): void {
  const { database, redis } = installation.embedded;
  ensurePrograms([...(database ? databaseNeeds : []), ...(redis ? redisNeeds : [])], print);
  const secrets = openSecrets(layout);
  if (database) prepareMariadb(layout, secrets.databasePassword, undefined, cluster);
  if (redis) prepareRedis(layout, secrets.redisPassword);
}

/** Starts those of our own servers that do not run yet and waits until both the database and Redis answer, ours or not. */
export async function startEmbedded(
  layout: Layout,
  installation: Installation,
  supervisor: Supervisor,
  labels: Labels,
  print: (line: string) => void,
): Promise<void> {
  const running = new Set((await supervisor.list()).map(({ name }) => name));
  const { database, redis } = installation.embedded;
  const alone = (readCluster(layout.cluster)?.nodes.length ?? 1) === 1;
  const wanted = [
    ...(database ? ["mariadb"] : []),
    ...(redis ? ["redis"] : []),
    ...(redis && !alone ? ["sentinel"] : []),
  ];
  // One that the operator has meanwhile replaced by a server of his own.
  for (const name of ["mariadb", "redis", "sentinel"])
    if (running.has(name) && !wanted.includes(name)) await supervisor.remove(name);
  const missing = wanted.filter((name) => !running.has(name));
  if (missing.length > 0) print(`Starting ${missing.join(", ")}…`);
  await supervisor.start(missing, labels);
  await Promise.all([
    // Recovery after a power cut may read the whole redo log first.
    answers("The database", "mariadb", database, () => askDatabase(installation.databaseUrl)),
    answers("Redis", "redis", redis, () => askRedis(installation.redisUrl)),
  ]);
  // A database that has just joined answers what needs no table a moment before it answers the rest (1047).
  const { databasePassword } = openSecrets(layout);
  if (database) await waitUntil(() => ensureTransferAccount(layout, databasePassword), 60);

  async function answers(what: string, name: string, ours: boolean, ask: () => Promise<void>): Promise<void> {
    try {
      if (ours && name === "mariadb") await waitForDatabase(layout, ask, print, 300);
      else await waitUntil(ask, ours ? 300 : 10);
    } catch (error) {
      const reason = (error as Error).message || String((error as NodeJS.ErrnoException).code);
      const hint = ours
        ? `\n${lastLines(layout.logs, name)}`
        : ` Check ${name === "redis" ? "REDIS_URL" : "DATABASE_URL"}.`;
      throw new OperatorError(`${what} does not answer: ${reason}.${hint}`);
    }
  }
}
