/** A node's Redis as Sentinels and Redis name it. */
export interface RedisAt {
  readonly host: string;
  readonly port: number;
}

/** What one Sentinel believes. */
export interface SentinelView extends RedisAt {
  /** Grows with each promotion: of two Sentinels who disagree, the one with the higher number knows the newer master. */
  readonly epoch: number;
}

export type RedisStart =
  | { readonly act: "wait"; readonly reason: string }
  | { readonly act: "master"; readonly reason: string }
  | { readonly act: "follow"; readonly master: RedisAt; readonly reason: string };

/** The Sentinels promote a replica 1.4 s after a master is gone, or at the second attempt 5 s later; after this long they have found none. */
const patienceMs = 7000;

/**
 * How a node's Redis has to start when it is not alone. The rule, which also holds when every node lost its power at once:
 *
 * 1. The newest view of all Sentinels counts, this node's own among them: they write it to disk, so after a loss of power they still know
 *    the last master. Does it name another node, this one follows it, also when that one is not there: then the Sentinels promote one.
 * 2. Does it name this node, its place may be about to be taken, because it is down. It waits until the Sentinels have promoted another
 *    (then 1 applies) or seven seconds have passed, in which they could not: then it is the master still.
 * 3. Does no Sentinel answer for seven seconds, a Redis elsewhere that acts as master is followed; with none, the first data node in
 *    cluster.json is the master and the others follow it. Every node comes to the same result, so there is one.
 *
 * A node so never begins as a second master, and a master that was replaced comes back as a replica without having taken a write. That an
 * older copy may win in 2 or 3 does no harm: sessions are rows in the database, Redis holds copies of them.
 */
export function decideRedisStart(about: {
  readonly self: RedisAt;
  /** A witness's Redis is never the master. */
  readonly witness: boolean;
  readonly views: readonly SentinelView[];
  /** Other nodes' Redis that say of themselves that they are master. */
  readonly masters: readonly RedisAt[];
  readonly firstDataNode: RedisAt;
  readonly waitedMs: number;
}): RedisStart {
  const { self, witness, views, masters, firstDataNode, waitedMs } = about;
  const [newest] = [...views].sort((one, other) => other.epoch - one.epoch);
  if (newest && !same(newest, self)) return follow(newest, "the Sentinels name it");
  const patient = waitedMs < patienceMs;
  if (newest) {
    if (patient)
      return { act: "wait", reason: "this node was the master; the Sentinels may choose another one" };
    return { act: "master", reason: "the Sentinels name this node, and no other one could take its place" };
  }
  if (patient) return { act: "wait", reason: "no Sentinel answers yet" };
  const [master] = masters;
  if (master) return follow(master, "no Sentinel answers, but it acts as master");
  if (!witness && same(firstDataNode, self))
    return {
      act: "master",
      reason: "no Sentinel and no other Redis answers, and this is the first data node",
    };
  return follow(firstDataNode, "no Sentinel and no other Redis answers, and it is the first data node");
}

const follow = ({ host, port }: RedisAt, reason: string): RedisStart => ({
  act: "follow",
  master: { host, port },
  reason,
});

export const same = (one: RedisAt, other: RedisAt) => one.host === other.host && one.port === other.port;
