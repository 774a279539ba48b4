import { statSync } from "node:fs";
import { callPeer } from "./channel.ts";
import {
  type Cluster,
  clusterFile,
  type ClusterNode,
  peersOf,
  readCluster,
  writeCluster,
} from "./cluster.ts";
import { Refusal } from "./routes.ts";

/** What membership needs of an installation's layout. */
export interface MembershipFiles {
  readonly cluster: string;
  readonly keys: string;
}

/**
 * A function that answers with the cluster as cluster.json has it now; the file is read again only when it changed.
 * @throws ConfigError (from the function) when it is damaged; Error when there is none.
 */
export function followCluster(file: string): () => Cluster {
  let known: { readonly cluster: Cluster; readonly stamp: string } | undefined;
  return () => {
    const { mtimeMs, ino } = statSync(file);
    const stamp = `${mtimeMs}.${ino}`;
    if (known?.stamp !== stamp) {
      const cluster = readCluster(file);
      if (!cluster) throw new Error(`${file} is gone`);
      known = { cluster, stamp };
    }
    return known.cluster;
  };
}

/** The cluster after a change of its membership or settings: one generation on. */
export const changed = (cluster: Cluster, change: Partial<Omit<Cluster, "id" | "generation">>): Cluster => ({
  ...cluster,
  ...change,
  generation: cluster.generation + 1,
});

/** The nodes with one added, or put in the place of the one of its name. */
export const withNode = (nodes: readonly ClusterNode[], added: ClusterNode): ClusterNode[] =>
  nodes.some(({ name }) => name === added.name)
    ? nodes.map((node) => (node.name === added.name ? added : node))
    : [...nodes, added];

/**
 * Takes over a description of the cluster that another node sent, if it is newer. Two of the same generation (two nodes changed at once) are told apart
 * by their text, so that all nodes settle on the same one.
 * @param from name of the sender: a witness is not told the environment, so its word on that does not count.
 * @returns the new cluster, written to the file; null when ours is the same.
 * @throws Refusal when it is of another cluster, older than ours, does not list this node, or is not a description at all.
 */
export function accept(file: string, own: Cluster, sent: unknown, from: string): Cluster | null {
  const parsed = clusterFile.safeParse(sent);
  if (!parsed.success) throw new Refusal("malformed", "This is not the description of a cluster.");
  const byWitness = own.nodes.find(({ name }) => name === from)?.kind === "witness";
  const environment = byWitness ? own.environment : parsed.data.environment;
  const incoming: Cluster = { ...parsed.data, self: own.self, environment };
  if (incoming.id !== own.id) throw new Refusal("other-cluster", `${own.self} belongs to another cluster.`);
  const order = compare(incoming, own);
  if (order === 0) return null;
  if (order < 0)
    throw new Refusal(
      "older",
      `${own.self} knows a newer membership (generation ${own.generation}, got ${incoming.generation}); try again.`,
    );
  if (!incoming.nodes.some(({ name }) => name === own.self))
    throw new Refusal("not-listed", `The description sent does not list ${own.self} any more.`);
  writeCluster(file, incoming);
  return incoming;
}

/** Which of two descriptions is the newer one: positive for the first, 0 when they say the same. */
function compare(one: Cluster, other: Cluster): number {
  const text = (cluster: Cluster) => JSON.stringify({ ...cluster, self: "", environment: {} });
  if (one.generation !== other.generation) return one.generation - other.generation;
  return text(one) === text(other) ? 0 : text(one) > text(other) ? 1 : -1;
}

/** What a node may know: the configuration (it holds the mail server's password) is the data nodes' business. */
export const visibleTo = (cluster: Cluster, kind: ClusterNode["kind"]): Cluster =>
  kind === "witness" ? { ...cluster, environment: {} } : cluster;

/**
 * Sends the cluster's description to every other node, at once.
 * @param except names of those who need not be told.
 * @returns the names of those that could not be told; they ask for it when they are back (`askOthers`).
 */
export async function push(
  files: MembershipFiles,
  cluster: Cluster,
  except: readonly string[] = [],
): Promise<string[]> {
  const peers = peersOf(cluster).filter(({ name }) => !except.includes(name));
  const told = await Promise.all(
    peers.map(async (peer) => {
      try {
        await callPeer(files, peer, "POST /cluster", visibleTo(cluster, peer.kind));
        return [];
      } catch {
        return [peer.name];
      }
    }),
  );
  return told.flat();
}

/** What the others say about the membership. */
export interface Answers {
  /** The newest description that is newer than ours, and whose it is: for `accept`. */
  readonly newer: { readonly cluster: Cluster; readonly from: string } | null;
  /** A node that knows a newer membership, to which this one does not belong any more. */
  readonly expelledBy: string | null;
  readonly answered: readonly string[];
}

/** Asks every other node for its description of the cluster. Never throws: who does not answer has no say. */
export async function askOthers(files: MembershipFiles, own: Cluster): Promise<Answers> {
  const answers = await Promise.all(
    peersOf(own).map(async (peer) => {
      const answer = await callPeer(files, peer, "GET /cluster").catch(() => undefined);
      const parsed = clusterFile.safeParse(answer);
      return parsed.success && parsed.data.id === own.id ? [{ from: peer.name, cluster: parsed.data }] : [];
    }),
  );
  const newer = answers
    .flat()
    .filter(({ cluster }) => compare(cluster, own) > 0)
    .sort((a, b) => compare(b.cluster, a.cluster))[0];
  const expelled = newer && !newer.cluster.nodes.some(({ name }) => name === own.self);
  return {
    newer: newer && !expelled ? newer : null,
    expelledBy: expelled ? newer.from : null,
    answered: answers.flat().map(({ from }) => from),
  };
}
