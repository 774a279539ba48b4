import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callPeer } from "../cluster/channel.ts";
import { type Cluster, dataNodesOf, readCluster, selfOf } from "../cluster/cluster.ts";
import { profiles } from "../cluster/profiles.ts";
import type { Routes } from "../cluster/routes.ts";
import type { DatabaseThere } from "./galera-start.ts";
import type { Layout } from "./layout.ts";
import { sayAs } from "./launching.ts";
import { groupAddress, groupName, groupTls } from "./mariadb-config.ts";
import { findProgram } from "./programs.ts";
import { copyKeys, idsOf, serverUser } from "./server-user.ts";

const lookEveryMs = 1000;
const say = sayAs("The witness's vote");
// The launcher becomes garbd, so this is both one's process id.
const pidFile = (layout: Layout) => join(layout.run, "garbd.pid");

/**
 * Waits until a data node serves: a witness that came first would hold an old view of the group, which data nodes that were all off
 * refuse to follow. Then says what to become, and steps down from root.
 */
export async function prepareGarbd(layout: Layout): Promise<{ program: string; args: string[] }> {
  writeFileSync(pidFile(layout), String(process.pid), { mode: 0o600 });
  const cluster = () => {
    const found = readCluster(layout.cluster);
    if (!found) throw new Error(`${layout.cluster} is missing; join this witness again`);
    return found;
  };
  for (let look = 0; !(await somebodyServes(layout, cluster())); look++) {
    if (look % 10 === 0) say("waits: no data node serves");
    await sleep(lookEveryMs);
  }
  const user = serverUser(layout, "nobody");
  const keys = copyKeys(layout, "garbd", user);
  const args = garbdArguments(cluster(), keys);
  const ids = user && idsOf(user);
  if (ids && ids.uid !== 0) {
    process.setgroups?.([ids.gid]);
    process.setgid?.(ids.gid);
    process.setuid?.(ids.uid);
  }
  return { program: findProgram("garbd") ?? "garbd", args };
}

/** garbd votes in the group of the data nodes and keeps nothing. */
export function garbdArguments(cluster: Cluster, keys: Parameters<typeof groupTls>[0]): string[] {
  const options = [
    `gmcast.listen_addr=tcp://0.0.0.0:${selfOf(cluster).ports.group}`,
    ...groupTls(keys),
    profiles[cluster.profile].evs,
  ].join(";");
  return [
    "--group",
    groupName(cluster),
    "--address",
    groupAddress(cluster),
    "--name",
    cluster.self,
    "--options",
    options,
  ];
}

async function somebodyServes(layout: Layout, cluster: Cluster): Promise<boolean> {
  const answers = await Promise.all(
    dataNodesOf(cluster).map((node) =>
      callPeer<DatabaseThere>(layout, node, "GET /database/position").catch(() => null),
    ),
  );
  return answers.some((there) => there?.state === "primary");
}

/** What the witness's agent does for a data node that begins the group: PM2 starts garbd again, which waits for that node. */
export function garbdRoutes({ layout }: { readonly layout: Layout }) {
  return {
    "POST /garbd/stop": {
      local: true,
      peers: true,
      handle: async () => {
        const pid = garbdHere(layout);
        if (pid === null) return { stopped: false };
        process.kill(pid, "SIGKILL");
        for (let look = 0; look < 50 && garbdHere(layout) === pid; look++) await sleep(20);
        return { stopped: true };
      },
    },
  } satisfies Routes;
}

/** The process id of garbd on this machine; null while it does not run or waits for a data node. */
export function garbdHere(layout: Layout): number | null {
  try {
    const pid = Number(readFileSync(pidFile(layout), "utf8"));
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "garbd" ? pid : null;
  } catch {
    return null;
  }
}
