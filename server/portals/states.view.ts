import { type ErrorSummary, errorSummary, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { nextStates, type Portal, type PortalState } from "./portal.ts";

const base = "/admin/portals";

/** Where a portal stands, and where it may go from there. */
export interface StateSummary {
  readonly name: string;
  readonly text: string;
  readonly steps: readonly { readonly label: string; readonly url: string }[];
}

export const stateOf = (t: Translate, { id, state }: Portal): StateSummary => ({
  name: t(`portals.state.${state}`),
  text: t(`portals.access.${state}`),
  steps: nextStates[state].map((next) => ({
    label: t(`portals.move.${movement(state, next)}`),
    url: `${base}/${id}/state/${next}`,
  })),
});

const movement = (from: PortalState, to: PortalState) => (from === "retired" ? "back" : to);

export interface StatePage {
  readonly heading: string;
  readonly changes: readonly string[];
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly state: string;
  readonly seen: string;
  readonly button: string;
  readonly backUrl: string;
}
export const statePage = view<StatePage>("portals/admin/state");

/** What will change, before it does. */
export function stateModel(
  t: Translate,
  { portal, to, csrf }: { portal: Portal; to: PortalState; csrf: string },
  state: FormState,
): StatePage {
  const move = movement(portal.state, to);
  return {
    heading: t(`portals.confirm.${move}`, { name: portal.name }),
    changes: ["people", "customers", "data"].map((what) => t(`portals.change.${move}.${what}`)),
    action: `${base}/${portal.id}/state`,
    csrf,
    errors: errorSummary(t, state),
    state: to,
    seen: portal.state,
    button: t(`portals.move.${move}`),
    backUrl: `${base}/${portal.id}`,
  };
}
