import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type NodeCard, nodeCards } from "./nodes.view.ts";
import type { ClusterState, FailoverRecord } from "./state.ts";
import { mayMove } from "./switching.ts";
import { durationText, eventWord } from "./texts.ts";

interface Fact {
  readonly label: string;
  readonly value: string;
}
interface HistoryRow {
  readonly at: Date;
  readonly what: string;
  readonly who: string;
  readonly lasted: string;
  readonly reason: string;
}
interface ClusterPart {
  readonly sentence: string;
  readonly well: boolean;
  readonly facts: readonly Fact[];
  readonly nodes: readonly NodeCard[];
  readonly history: readonly HistoryRow[];
  readonly backup: { readonly at: Date; readonly detail: string } | null;
  readonly single: boolean;
  /** Alone on the operator's own database: more servers share that one, nobody is invited. */
  readonly sharing: boolean;
  /** What can be ordered now; null on a single machine. */
  readonly orders: {
    readonly switchUrl: string | null;
    readonly drillUrl: string | null;
    readonly why: string | null;
    readonly pause: { readonly url: string; readonly label: string };
  } | null;
}
interface FailoverPage {
  readonly csrf: string;
  /** Why the agent does not answer; null when it does. */
  readonly away: string | null;
  /** Null while nothing is known. */
  readonly cluster: ClusterPart | null;
  readonly growing: { readonly invite: string; readonly copied: string };
}
export const failoverPage = view<FailoverPage>("failover/admin/failover");

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly state: ClusterState | null;
  readonly away: string | null;
}

export const failoverModel = ({ t, base, csrf, state, away }: Parts): FailoverPage => ({
  csrf,
  away,
  cluster: state && clusterPart(t, `${base}/failover`, state, away === null),
  growing: { invite: "npm run failover -- invite", copied: t("failover.copied") },
});

function clusterPart(t: Translate, url: string, state: ClusterState, current: boolean): ClusterPart {
  const single = state.nodes.length < 2;
  const why = mayMove(state);
  return {
    sentence: state.sentence,
    well: state.canLoseOne,
    facts: factsOf(t, state),
    nodes: nodeCards(t, state),
    history: state.history.map((record) => historyRow(t, record)),
    backup: state.backup && { at: new Date(state.backup.at), detail: state.backup.detail },
    single,
    sharing: single && state.nodes.every((node) => node.reachable && node.galera === null),
    orders:
      single || !current
        ? null
        : {
            switchUrl: why === null ? `${url}/switchovers/new` : null,
            drillUrl: why === null ? `${url}/drills/new` : null,
            why: why === null ? null : t("failover.notNow", { reason: why }),
            pause: state.paused
              ? { url: `${url}/resumption`, label: t("failover.resume") }
              : { url: `${url}/pause`, label: t("failover.pause") },
          },
  };
}

function factsOf(t: Translate, { primary, epoch, vip, profile, paused, nodes }: ClusterState): Fact[] {
  return [
    { label: t("failover.primary"), value: primary ?? t("failover.nobody") },
    { label: t("failover.epoch"), value: String(epoch) },
    { label: t("failover.vip"), value: vip ?? t("failover.noVip") },
    { label: t("failover.profile"), value: profile },
    ...(nodes.length > 1
      ? [{ label: t("failover.automatic"), value: t(paused ? "failover.isPaused" : "failover.isOn") }]
      : []),
  ];
}

function historyRow(t: Translate, { at, kind, from, to, durationMs, reason }: FailoverRecord): HistoryRow {
  return {
    at: new Date(at),
    what: eventWord(t, kind),
    who: from && from !== to ? t("failover.fromTo", { from, to }) : to,
    lasted: durationText(t, durationMs),
    reason,
  };
}
