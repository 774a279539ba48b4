import type { Translate } from "../core/i18n.ts";
import { textKeys } from "../core/i18n.ts";
import type { ClusterState, NodeState } from "./state.ts";

interface Badge {
  /** The badge's look: a check, a ring, a warning. */
  readonly look: "status-resolved" | "status-open" | "status-closed" | "overdue";
  readonly label: string;
}
interface Row {
  readonly label: string;
  readonly badge: Badge | null;
  readonly text: string;
}
/** A server as Administration shows it. */
export interface NodeCard {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly badge: Badge;
  readonly address: string;
  readonly rows: readonly Row[];
  /** When it answered last; null while it answers. */
  readonly seen: Date | null;
  readonly isSelf: boolean;
}

/** One card for each server, in the order of the cluster. */
export const nodeCards = (t: Translate, state: ClusterState): NodeCard[] =>
  state.nodes.map((node) => {
    const common = {
      id: `node-${node.node}`,
      name: node.node,
      kind: t(`failover.kind-of-node.${node.kind}`),
      address: node.address || t("failover.noAddress"),
      isSelf: node.node === state.self,
    };
    if (!node.reachable) {
      const badge: Badge = { look: "overdue", label: t("failover.role.away") };
      const rows = [{ label: t("failover.reason"), badge: null, text: node.detail }];
      return { ...common, badge, rows, seen: node.seen ? new Date(node.seen) : null };
    }
    return { ...common, badge: roleBadge(t, node), rows: rowsOf(t, node, state), seen: null };
  });

function roleBadge(t: Translate, { role: { role } }: NodeState): Badge {
  const look = role === "primary" ? "status-resolved" : role === "standby" ? "status-open" : "status-closed";
  return { look, label: t(`failover.role.${role}`) };
}

function rowsOf(t: Translate, node: NodeState, state: ClusterState): Row[] {
  const parts = Object.entries(node.parts).map(([name, { ok, detail }]) => ({
    label: partLabel(t, name),
    badge: verdict(t, ok),
    text: detail,
  }));
  const plain = (label: string, text: string): Row => ({ label, badge: null, text });
  const { galera, redis } = node;
  return [
    ...parts,
    ...(node.kind === "data"
      ? [{ label: t("failover.able"), badge: verdict(t, node.able.ok), text: node.able.detail }]
      : []),
    ...(galera ? [plain(t("failover.group"), t("failover.position", { seqno: galera.seqno }))] : []),
    ...(redis ? [plain(t("failover.sessions"), redisText(t, redis))] : []),
    plain(t("failover.clock"), clockText(t, node, state)),
    ...(node.version === "" ? [] : [plain(t("failover.version"), node.version)]),
  ];
}

const verdict = (t: Translate, ok: boolean): Badge =>
  ok ? { look: "status-resolved", label: t("failover.good") } : { look: "overdue", label: t("failover.bad") };

// A part that a later agent speaks of keeps its own name.
const known = new Set(textKeys("en"));
const partLabel = (t: Translate, name: string) =>
  known.has(`failover.part.${name}`) ? t(`failover.part.${name}`) : name;

const redisText = (t: Translate, { role, master }: NonNullable<NodeState["redis"]>) =>
  role === "master" ? t("failover.redis.master") : t("failover.redis.replica", { master: master ?? "?" });

/** The answers were read up to a second apart: less than two is nothing. Nothing decides by these clocks. */
function clockText(t: Translate, { clock, node }: NodeState, { nodes, self }: ClusterState): string {
  const own = nodes.find((each) => each.node === self);
  if (node === self || !own?.reachable) return t("failover.clockSame");
  const seconds = Math.round((clock - own.clock) / 1000);
  if (Math.abs(seconds) < 2) return t("failover.clockSame");
  return t(seconds > 0 ? "failover.clockAhead" : "failover.clockBehind", { seconds: Math.abs(seconds) });
}
