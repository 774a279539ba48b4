import { createHash } from "node:crypto";
import type { Config } from "../../config/schema.ts";
import { callAgent } from "../cluster/channel.ts";
import { type Cluster, selfOf } from "../cluster/cluster.ts";
import { compileIfStale } from "./build.ts";
import { OperatorError } from "./command.ts";
import { openSecrets } from "./installation.ts";
import { layoutOf } from "./layout.ts";
import { lastLines, rotateLogs } from "./logs.ts";
import { ensurePrograms, redisNeeds, witnessNeeds } from "./programs.ts";
import { waitUntil } from "./readiness.ts";
import { prepareRedis } from "./redis.ts";
import { connectSupervisor, type Labels } from "./supervisor.ts";

/** What runs on a witness: votes, and a copy of the sessions; no pages, no database. */
export const witnessProcesses = ["failover", "redis", "sentinel", "garbd"];

/**
 * Brings a witness up, or up to date.
 * @throws OperatorError when its agent does not answer within a minute.
 */
export async function startWitness(
  config: Config,
  cluster: Cluster,
  print: (line: string) => void,
): Promise<void> {
  const layout = layoutOf(config.data);
  rotateLogs(layout.logs);
  ensurePrograms([...witnessNeeds, ...redisNeeds], print);
  prepareRedis(layout, openSecrets(layout).redisPassword);
  const code = await compileIfStale(print);
  const about = { code, profile: cluster.profile, kind: selfOf(cluster).kind };
  const labels: Labels = {
    code,
    config: createHash("sha256").update(JSON.stringify(about)).digest("hex"),
    cluster: "",
    port: "0",
    health: "",
    address: "",
  };
  const supervisor = await connectSupervisor(layout, true);
  if (!supervisor) throw new OperatorError(`PM2 does not start; see ${layout.logs}/pm2.log`);
  try {
    const running = await supervisor.list();
    const current = running.filter(
      ({ state, labels: found }) => state === "online" && found.config === labels.config,
    );
    const missing = witnessProcesses.filter((name) => !current.some((one) => one.name === name));
    for (const { name } of running)
      if (missing.includes(name) || !witnessProcesses.includes(name)) await supervisor.remove(name);
    if (missing.length > 0) print(`Starting ${missing.join(", ")}…`);
    await supervisor.start(missing, labels);
    await waitUntil(async () => void (await callAgent(layout.sockets.agent, "GET /state")), 60).catch(
      (error: Error) => {
        throw new OperatorError(
          `The failover agent does not answer: ${error.message}\n${lastLines(layout.logs, "failover")}`,
        );
      },
    );
    print(
      missing.length > 0 ? `The witness ${cluster.self} runs.` : `The witness ${cluster.self} runs already.`,
    );
  } finally {
    supervisor.disconnect();
  }
}
