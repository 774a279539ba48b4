import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { dataNodesOf, readCluster, selfOf } from "../cluster/cluster.ts";
import { openSecrets } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { findProgram } from "./programs.ts";
import { redisConfigFile, writeRedisConfig } from "./redis.ts";
import { actingMasters, redisOf, sentinelViews } from "./redis-cluster.ts";
import { decideRedisStart } from "./redis-start.ts";

const lookEveryMs = 100;

/**
 * Finds out whether this node's Redis has to start as master or as whose replica (decideRedisStart has the rule), waiting for as long as
 * that takes, and writes its configuration.
 * @returns the program and its arguments, for the caller to become.
 */
export async function prepareRedisLaunch(layout: Layout): Promise<{ program: string; args: string[] }> {
  const password = openSecrets(layout).redisPassword;
  const started = performance.now();
  let said = "";
  for (;;) {
    const cluster = readCluster(layout.cluster);
    const program = findProgram("redis-server") ?? "redis-server";
    const launch = { program, args: [redisConfigFile(layout)] };
    if (!cluster || cluster.nodes.length === 1) {
      writeRedisConfig(layout, password, cluster);
      return launch;
    }
    const self = selfOf(cluster);
    const [first = self] = dataNodesOf(cluster);
    const views = await sentinelViews(layout, password, cluster);
    const decision = decideRedisStart({
      self: redisOf(self),
      witness: self.kind === "witness",
      views,
      masters: views.length > 0 ? [] : await actingMasters(layout, password, cluster),
      firstDataNode: redisOf(first),
      waitedMs: performance.now() - started,
    });
    if (decision.reason !== said) say(decision.act, (said = decision.reason));
    if (decision.act === "wait") {
      await sleep(lookEveryMs);
      continue;
    }
    const master = decision.act === "follow" ? decision.master : null;
    writeRedisConfig(layout, password, cluster, master ? `replicaof ${master.host} ${master.port}\n` : "");
    return launch;
  }
}

// Not console: this process becomes Redis, and a stream of Node's would leave its descriptor non-blocking.
function say(act: string, reason: string): void {
  writeSync(2, `${new Date().toISOString()} Redis: ${act}: ${reason}\n`);
}
