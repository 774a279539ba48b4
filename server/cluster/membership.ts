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
 * Takes over a description of the cluster that another node sent, if it is newer.
 * @returns the new cluster, written to the file; null when ours is as new and the same.
 * @throws Refusal when it is of another cluster, older than ours, does not list this node, or is not a description at all.
 */
export function accept(file: string, own: Cluster, sent: unknown): Cluster | null {
  const parsed = clusterFile.safeParse(sent);
  if (!parsed.success) throw new Refusal("malformed", "This is not the description of a cluster.");
  const incoming: Cluster = { ...parsed.data, self: own.self };
  if (incoming.id !== own.id) throw new Refusal("other-cluster", `${own.self} belongs to another cluster.`);
  if (incoming.generation === own.generation && JSON.stringify(incoming) === JSON.stringify(own)) return null;
  if (incoming.generation <= own.generation)
    throw new Refusal(
      "older",
      `${own.self} knows a newer membership (generation ${own.generation}, got ${incoming.generation}); try again.`,
    );
  if (!incoming.nodes.some(({ name }) => name === own.self))
    throw new Refusal("not-listed", `The description sent does not list ${own.self} any more.`);
  writeCluster(file, incoming);
  return incoming;
}

/**
 * Sends the cluster's description to every other node, at once.
 * @returns the names of those that could not be told; they ask for it when they are back (`newestOf`).
 */
export async function push(files: MembershipFiles, cluster: Cluster): Promise<string[]> {
  const told = await Promise.all(
    peersOf(cluster).map(async (peer) => {
      try {
        await callPeer(files, peer, "POST /cluster", cluster);
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
  /** The newest description that is newer than ours. */
  readonly newer: Cluster | null;
  /** A node that answered and no longer counts this one as a member. */
  readonly expelledBy: string | null;
  readonly answered: readonly string[];
}

/** Asks every other node for its description of the cluster. Never throws: who does not answer has no say. */
export async function askOthers(files: MembershipFiles, own: Cluster): Promise<Answers> {
  const answers = await Promise.all(
    peersOf(own).map(async (peer) => {
      try {
        const parsed = clusterFile.safeParse(await callPeer(files, peer, "GET /cluster"));
        return { name: peer.name, cluster: parsed.success ? parsed.data : null, expelled: false };
      } catch (error) {
        const expelled = error instanceof Refusal && error.code === "forbidden";
        return { name: peer.name, cluster: null, expelled };
      }
    }),
  );
  const newer = answers
    .flatMap(({ cluster }) => (cluster && cluster.id === own.id ? [cluster] : []))
    .filter(({ generation }) => generation > own.generation)
    .sort((a, b) => b.generation - a.generation)[0];
  return {
    newer: newer ?? null,
    expelledBy: answers.find(({ expelled }) => expelled)?.name ?? null,
    answered: answers.filter(({ cluster }) => cluster !== null).map(({ name }) => name),
  };
}
