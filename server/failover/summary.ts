// Can a server be lost right now? The invariant behind every answer: after any one of them is gone, the rest still outvotes what the
// database's group counted, and one of the rest may take the role. A node that does not answer counts as gone: a false alarm costs a look,
// a false calm costs the service.
import { wantedWeight } from "../installation/galera-weight.ts";
import type { ClusterState, NodeState } from "./state.ts";

type Node = ClusterState["nodes"][number];
type Alive = Extract<Node, { reachable: true }>;

export interface Summary {
  /** Whether any one of the servers may die now without a lasting outage. */
  readonly canLoseOne: boolean;
  /** The one sentence: "You can lose any one server now." or why not. */
  readonly sentence: string;
  /** What administrators read on every page; null when there is nothing to worry about, as on a single machine. */
  readonly banner: string | null;
}

export interface Summarized extends Pick<ClusterState, "nodes" | "primary" | "paused"> {
  /** own: our Galera cluster. external: the operator's database, which is theirs to protect. */
  readonly database: "own" | "external";
}

/** What the nodes' states mean for people. */
export function summarize(state: Summarized): Summary {
  const { canLoseOne, sentence } = judge(state);
  return { canLoseOne, sentence, banner: canLoseOne || state.nodes.length < 2 ? null : sentence };
}

type Verdict = Omit<Summary, "banner">;
const lost = (sentence: string): Verdict => ({ canLoseOne: false, sentence });

function judge({ nodes, primary, paused, database }: Summarized): Verdict {
  const data = nodes.filter(({ kind }) => kind === "data");
  const yours = database === "external" ? " The database is your own: who protects it is up to you." : "";
  if (nodes.length < 2)
    return lost(
      `This is the only server: if it dies, the service stops until it is repaired or restored from a backup.${yours}`,
    );
  const troubles = nodes.flatMap((node) => trouble(node, database, nodes));
  const because = troubles.length > 0 ? `, because ${list(troubles)}` : "";
  if (primary === null) return lost(`No server is in charge at this moment${because}.`);
  if (paused)
    return lost(
      `Failover is paused: if ${primary} dies now, no other server takes over until you resume it.${troubles.length > 0 ? ` Besides, ${list(troubles)}.` : ""}`,
    );
  const critical =
    database === "own"
      ? nodes.filter((node) => !survives(nodes, primary, node)).map((node) => titleOf(node, nodes))
      : data.filter((node) => !data.some((other) => other !== node && isAble(other))).map(({ node }) => node);
  if (critical.length === 0)
    return {
      canLoseOne: true,
      sentence: `You can lose any one server now${troubles.length > 0 ? `, although ${list(troubles)}` : ""}.${yours}`,
    };
  if (data.length === nodes.length && data.length === 2 && database === "own" && troubles.length === 0)
    return lost(manual(primary, data.find(({ node }) => node !== primary)?.node ?? primary));
  const which = critical.filter((name) => !isGone(name, nodes));
  const who = which.length > 0 ? list(which, "or") : primary;
  return lost(`If ${who} dies now, the service stops until a server is back${because}.${yours}`);
}

const manual = (primary: string, standby: string) =>
  `Manual failover: with two servers and no witness nothing can tell a dead server from a cut cable. If ${primary} dies now, make sure that it is off and run "npm run failover -- recover --force-primary" on ${standby}.`;

const isAlive = (node: Node): node is Alive => node.reachable;
const isAble = (node: Node): boolean =>
  node.kind === "data" && isAlive(node) && node.able.ok && (node.galera?.state ?? "Synced") === "Synced";
const isGone = (title: string, nodes: readonly Node[]): boolean =>
  nodes.some((node) => titleOf(node, nodes) === title && !node.reachable);

/** Whether the node counts in the database's quorum, as far as it can be seen from here. */
function votes(node: Node): boolean {
  if (!isAlive(node)) return false;
  return node.kind === "witness" ? (node.parts.witness?.ok ?? true) : node.galera?.status === "Primary";
}

/** Whether the others carry on when this node dies: they are more than half of the group as it counts now, and one may act. */
function survives(nodes: readonly Node[], primary: string, dying: Node): boolean {
  const voters = nodes.filter(votes);
  const size = Math.max(...nodes.map((node) => (isAlive(node) ? (node.galera?.size ?? 0) : 0)));
  const dataNodes = voters.filter(({ kind }) => kind === "data").length;
  const group = { dataNodes, witnesses: voters.length - dataNodes };
  // While the group counts somebody whom nobody sees, the votes have not been weighed anew either.
  const unsettled = size > voters.length;
  const weight = ({ kind, node }: Node) =>
    kind === "witness" || unsettled ? 1 : wantedWeight(group, node === primary);
  const sum = (some: readonly Node[]) => some.reduce((total, node) => total + weight(node), 0);
  const rest = voters.filter((node) => node !== dying);
  return sum(rest) * 2 > (unsettled ? size : sum(voters)) && rest.some(isAble);
}

/** Why a node is no help, for people; at most one reason each: the deepest. */
function trouble(node: Node, database: Summarized["database"], nodes: readonly Node[]): string[] {
  const title = titleOf(node, nodes);
  if (!isAlive(node)) return [`${title} does not answer`];
  if (node.kind === "witness") return votes(node) ? [] : [`${title} does not vote${detail(node, "witness")}`];
  if (database === "own") {
    if (node.galera?.status !== "Primary")
      return [`the database on ${title} is not part of the cluster${detail(node, "database")}`];
    if (node.galera.state !== "Synced")
      return [`the database on ${title} is not complete yet (${node.galera.state})`];
  }
  return node.able.ok ? [] : [`${title} cannot take over (${node.able.detail})`];
}

const detail = (node: NodeState, part: string): string => {
  const state = node.parts[part];
  return state && !state.ok && state.detail ? ` (${state.detail})` : "";
};

/** "a", "b", "the witness": people know their one witness as such. */
const titleOf = ({ kind, node }: Node, nodes: readonly Node[]): string =>
  kind === "witness" && nodes.filter((each) => each.kind === "witness").length === 1 ? "the witness" : node;

const list = (words: readonly string[], link: "and" | "or" = "and"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${link} ${words.at(-1) ?? ""}`;
