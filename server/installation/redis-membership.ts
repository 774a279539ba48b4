import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, selfOf } from "../cluster/cluster.ts";
import { masterName } from "./addresses.ts";
import { openSecrets } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { askOwnRedis, askSentinel, ownMaster, redisOf } from "./redis-cluster.ts";
import { membershipSettings } from "./redis-config.ts";
import { same } from "./redis-start.ts";
import { pairs } from "./redis-talk.ts";
import { quorumOf } from "./sentinel-config.ts";

const handOverMs = 15_000;
const lookEveryMs = 100;

/**
 * Tells this machine's running Redis and Sentinel who belongs to the cluster now, without restarting Redis. The caller starts or stops
 * the process "sentinel" (it runs while there is more than one node). A Sentinel that remembers a node that has left ends itself, and
 * its supervisor starts it again without that memory.
 * @throws Error when Redis does not run or refuses.
 */
export async function applyRedis(layout: Layout, cluster: Cluster): Promise<void> {
  const { redisPassword } = openSecrets(layout);
  const settings = membershipSettings(layout.keys, cluster).flat();
  const [, role] = await askOwnRedis(layout, redisPassword, ["CONFIG", "SET", ...settings], ["ROLE"]);
  if (cluster.nodes.length === 1) {
    if (Array.isArray(role) && role[0] !== "master")
      await askOwnRedis(layout, redisPassword, ["REPLICAOF", "NO", "ONE"]);
    // A closed port leaves open connections alone: replicas would go on following, and Sentinels see nothing amiss.
    const kinds = ["normal", "pubsub", "replica"];
    await askOwnRedis(layout, redisPassword, ...kinds.map((kind) => ["CLIENT", "KILL", "TYPE", kind]));
    return;
  }
  await applySentinel(layout, redisPassword, cluster);
}

async function applySentinel(layout: Layout, password: string, cluster: Cluster): Promise<void> {
  const ask = (...commands: (readonly (string | number)[])[]) =>
    askSentinel(layout, password, selfOf(cluster), ...commands);
  const quorum = quorumOf(cluster.nodes.length);
  try {
    const [, sentinels, replicas] = await ask(
      ["SENTINEL", "SET", masterName, "quorum", quorum],
      ["SENTINEL", "SENTINELS", masterName],
      ["SENTINEL", "REPLICAS", masterName],
    );
    const known = [sentinels, replicas].flatMap((list) => (Array.isArray(list) ? list.map(pairs) : []));
    const belongs = (at: ReadonlyMap<string, string>) =>
      cluster.nodes.some(
        ({ address, ports }) =>
          address === at.get("ip") && [ports.redis, ports.sentinel].includes(Number(at.get("port"))),
      );
    if (!known.every(belongs)) await ask(["SHUTDOWN", "NOSAVE"]).catch(() => undefined);
  } catch {
    // It does not run yet: its launcher writes all of this.
  }
}

/**
 * Makes another node's Redis the master if this one is, before this node goes: nobody waits for the Sentinels to notice then.
 * @returns whether another one is the master now; false when none could be within 15 s.
 */
export async function handOverRedis(layout: Layout, cluster: Cluster): Promise<boolean> {
  const { redisPassword } = openSecrets(layout);
  const own = redisOf(selfOf(cluster));
  const master = await ownMaster(layout, redisPassword, cluster);
  if (!master || !same(master, own)) return true;
  const sentinel = (...command: string[]) =>
    askSentinel(layout, redisPassword, selfOf(cluster), command).catch(() => []);
  for (let look = 0; look < handOverMs / lookEveryMs; look++) {
    // A Sentinel hears from replicas every ten seconds only: one that has just been attached is refused at first.
    if (look % 10 === 0) await sentinel("SENTINEL", "FAILOVER", masterName);
    const [address] = await sentinel("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName);
    const [host, port] = Array.isArray(address) ? address.map(String) : [];
    if (host && port && !same({ host, port: Number(port) }, own)) {
      // The Sentinels would do this too, ten seconds later; until then this one would refuse every write.
      await askOwnRedis(
        layout,
        redisPassword,
        ["REPLICAOF", host, port],
        ["CLIENT", "KILL", "TYPE", "normal"],
      );
      return true;
    }
    await sleep(lookEveryMs);
  }
  return false;
}

/**
 * Makes this machine's Redis the master although the Sentinels are too few to agree: part of a forced promotion, whose operator has
 * proved that the other node is off.
 * @returns false when it cannot be: neither it nor the Sentinel runs here (yet).
 */
export async function promoteRedis(layout: Layout, cluster: Cluster): Promise<boolean> {
  const { redisPassword } = openSecrets(layout);
  const own = redisOf(selfOf(cluster));
  for (let look = 0; look < handOverMs / lookEveryMs; look++) {
    const master = await ownMaster(layout, redisPassword, cluster);
    if (master && same(master, own)) return true;
    if (look % 20 === 0)
      await askSentinel(layout, redisPassword, selfOf(cluster), ["SENTINEL", "FAILOVER", masterName]).catch(
        () => undefined,
      );
    await sleep(lookEveryMs);
  }
  return false;
}
