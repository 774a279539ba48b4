import {
  type ErrorSummary,
  errorSummary,
  type Field,
  field,
  type FieldSpec,
  type FormState,
} from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Portal, portalStates } from "./front.ts";

export interface PortalsPage {
  readonly portals: readonly {
    readonly name: string;
    readonly slug: string;
    readonly state: string;
    readonly url: string;
  }[];
}
export const portalsPage = view<PortalsPage>("portals/admin/portals");

export interface PortalPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly button: string;
  readonly backUrl: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}
export const portalPage = view<PortalPage>("portals/admin/portal");

export function portalModel(t: Translate, state: FormState, csrf: string, portal: Portal | null): PortalPage {
  const make = (spec: FieldSpec) => field(t, state, spec);
  const base = "/admin/portals";
  return {
    heading: portal ? portal.name : t("portals.newPortal"),
    action: portal ? `${base}/${portal.id}` : base,
    csrf,
    errors: errorSummary(t, state),
    fields: [
      make({
        name: "name",
        label: t("portals.name"),
        required: true,
        maxlength: 120,
        value: portal?.name ?? "",
      }),
      make({
        name: "slug",
        label: t("portals.slug"),
        required: true,
        maxlength: 40,
        value: portal?.slug ?? "",
        help: t("portals.portalSlugHelp"),
      }),
      make({
        name: "description",
        label: t("portals.description"),
        type: "textarea",
        rows: 2,
        maxlength: 500,
        value: portal?.description ?? "",
      }),
      make({
        name: "state",
        label: t("portals.state"),
        type: "select",
        required: true,
        value: portal?.state ?? "production",
        options: portalStates.map((value) => ({ value, label: t(`portals.state.${value}`) })),
      }),
    ],
    button: t(portal ? "portals.save" : "portals.create"),
    backUrl: base,
    links: portal
      ? [
          { label: t("portals.members"), url: `${base}/${portal.id}/members` },
          { label: t("portals.openDesk"), url: `/desk/${portal.slug}/requests` },
        ]
      : [],
  };
}

export function newFrontModel(
  t: Translate,
  state: FormState,
  csrf: string,
  portals: readonly Portal[],
): PortalPage {
  const make = (spec: FieldSpec) => field(t, state, spec);
  const base = "/admin/general-settings/customer-portals";
  return {
    heading: t("portals.newFront"),
    action: base,
    csrf,
    errors: errorSummary(t, state),
    fields: [
      make({
        name: "name",
        label: t("portals.name"),
        required: true,
        maxlength: 120,
        help: t("portals.frontNameHelp"),
      }),
      make({
        name: "slug",
        label: t("portals.slug"),
        required: true,
        maxlength: 40,
        help: t("portals.frontSlugHelp"),
      }),
      make({
        name: "portal",
        label: t("portals.portal"),
        type: "select",
        required: true,
        help: t("portals.portalHelp"),
        value: String(portals[0]?.id ?? ""),
        options: portals.map(({ id, name }) => ({ value: String(id), label: name })),
      }),
    ],
    button: t("portals.create"),
    backUrl: base,
    links: [],
  };
}
