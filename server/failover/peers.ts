import { callPeer } from "../cluster/channel.ts";
import { type Cluster, type ClusterNode, peersOf } from "../cluster/cluster.ts";
import { keepLooking, wordsOf } from "./looking.ts";
import type { ClusterState, NodeState, PartState } from "./state.ts";

type Seen = ClusterState["nodes"][number];

/** The other nodes as they said a moment ago. */
export interface Peers {
  all(): readonly Seen[];
  /** How their wall clocks differ from ours, for people: nothing decides by them. */
  clocks(): PartState;
  stop(): void;
}

const everyMs = 1000;
/** Answers take time; less than this is no difference. */
const tolerableMs = 2000;

/** Asks every other node each second for its state. @param cluster asked each time: membership changes. */
export function watchPeers(layout: { readonly keys: string }, cluster: () => Cluster): Peers {
  const seen = new Map<string, Seen>();
  const differences = new Map<string, number>();
  const ask = async (node: ClusterNode) => {
    const { name, kind, address } = node;
    try {
      const state = await callPeer<NodeState>(layout, node, "GET /state");
      seen.set(name, { reachable: true, ...state });
      differences.set(name, state.clock - Date.now());
    } catch (error) {
      const before = seen.get(name);
      const at = before?.reachable ? new Date().toISOString() : before?.seen;
      const away = { reachable: false as const, node: name, kind, address, detail: wordsOf(error) };
      seen.set(name, at === undefined ? away : { ...away, seen: at });
    }
  };
  const stop = keepLooking(() => Promise.all(peersOf(cluster()).map(ask)).then(() => undefined), everyMs);
  return {
    all: () =>
      peersOf(cluster()).map(
        ({ name, kind, address }) =>
          seen.get(name) ?? { reachable: false, node: name, kind, address, detail: "not asked yet" },
      ),
    clocks: () => {
      const off = [...differences].filter(([, difference]) => Math.abs(difference) > tolerableMs);
      if (off.length === 0) return { ok: true, detail: "agrees with the other servers" };
      const words = off.map(
        ([name, difference]) => `${name}'s clock differs by ${(difference / 1000).toFixed(0)} s`,
      );
      return { ok: false, detail: words.join(", ") };
    },
    stop,
  };
}
