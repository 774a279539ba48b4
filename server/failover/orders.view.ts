import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { ClusterState } from "./state.ts";
import { candidates } from "./switching.ts";

/** What will happen, before it does. */
interface OrderPage {
  readonly csrf: string;
  readonly heading: string;
  readonly lead: string;
  readonly steps: readonly string[];
  readonly action: string;
  readonly button: string;
  readonly backUrl: string;
  /** Where to: asked only when there is a choice. */
  readonly choice:
    readonly { readonly name: string; readonly id: string; readonly checked: boolean }[] | null;
  readonly to: string;
}
export const orderPage = view<OrderPage>("failover/admin/order");

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  /** One whose role can be handed over. */
  readonly state: ClusterState;
}

export function switchoverModel({ t, base, csrf, state }: Parts): OrderPage {
  const all = candidates(state);
  const [to = ""] = all;
  const from = state.primary ?? "";
  const words = all.length > 1 ? t("failover.chosen") : to;
  return {
    csrf,
    heading: t("failover.switchNow"),
    lead: t("failover.switch.lead", { from, to: words }),
    steps: [
      t("failover.switch.jobs", { from, to: words }),
      moving(t, state, words),
      t("failover.switch.requests", { from }),
      t("failover.switch.back"),
    ],
    action: `${base}/failover/switchovers`,
    button: t("failover.switch.button"),
    backUrl: `${base}/failover`,
    choice: all.length > 1 ? all.map((name, at) => ({ name, id: `to-${name}`, checked: at === 0 })) : null,
    to,
  };
}

export function drillModel({ t, base, csrf, state }: Parts): OrderPage {
  const [to = ""] = candidates(state);
  const from = state.primary ?? "";
  return {
    csrf,
    heading: t("failover.drill"),
    lead: t("failover.drills.lead", { from, to }),
    steps: [t("failover.drills.probe"), moving(t, state, to), t("failover.drills.result")],
    action: `${base}/failover/drills`,
    button: t("failover.drills.button"),
    backUrl: `${base}/failover`,
    choice: null,
    to,
  };
}

const moving = (t: Translate, { vip }: ClusterState, to: string) =>
  vip === null ? t("failover.switch.balancer", { to }) : t("failover.switch.vip", { vip, to });
