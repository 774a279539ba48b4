import {
  type ErrorSummary,
  errorSummary,
  type Field,
  field,
  type FieldSpec,
  type FormState,
} from "../core/http/fields.ts";
import { dateFormats, hourFormats } from "../core/dates.ts";
import { languages, type Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Portal } from "./portal.ts";
import { currencies, timeZones } from "./portals.schema.ts";
import { stateOf, type StateSummary } from "./states.view.ts";

export interface PortalsPage {
  /** One portal shows nothing of what several need. */
  readonly several: boolean;
  readonly portals: readonly {
    readonly name: string;
    readonly description: string;
    readonly slug: string;
    readonly owner: string;
    readonly state: string;
    readonly url: string;
  }[];
}
export const portalsPage = view<PortalsPage>("portals/admin/portals");

const base = "/admin/portals";
interface Owner {
  readonly id: number;
  readonly name: string;
}

export function portalsModel(
  t: Translate,
  portals: readonly Portal[],
  owners: readonly Owner[],
): PortalsPage {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  return {
    several: portals.length > 1,
    portals: portals.map(({ id, name, description, slug, state, ownerId }) => ({
      name,
      description,
      slug,
      owner: (ownerId !== null && names.get(ownerId)) || t("portals.noOwner"),
      state: t(`portals.state.${state}`),
      url: `${base}/${id}`,
    })),
  };
}

export interface PortalPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly regional: readonly Field[];
  readonly state: StateSummary | null;
  readonly button: string;
  readonly backUrl: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}
export const portalPage = view<PortalPage>("portals/admin/portal");

export interface PortalParts {
  readonly t: Translate;
  readonly csrf: string;
  readonly portal: Portal | null;
  readonly portals: readonly Portal[];
  readonly owners: readonly Owner[];
  /** Who makes a portal owns it, unless another is chosen. */
  readonly me: number;
}

export function portalModel(parts: PortalParts, state: FormState): PortalPage {
  const { t, csrf, portal, portals } = parts;
  const make = (spec: FieldSpec) => field(t, state, spec);
  const several = portals.length > 1 || portal === null;
  return {
    heading: portal ? portal.name : t("portals.newPortal"),
    action: portal ? `${base}/${portal.id}` : base,
    csrf,
    errors: errorSummary(t, state),
    fields: [
      ...mainFields(parts, make),
      ...(several ? [ownerField(parts, make)] : []),
      ...(portal === null ? [copyField(parts, make)] : []),
    ],
    regional: portal ? regionalFields(t, make, portal) : [],
    state: portal && several ? stateOf(t, portal) : null,
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

type Make = (spec: FieldSpec) => Field;

const mainFields = ({ t, portal }: PortalParts, make: Make): Field[] => [
  make({ name: "name", label: t("portals.name"), required: true, maxlength: 120, value: portal?.name ?? "" }),
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
];

const ownerField = ({ t, portal, owners, me }: PortalParts, make: Make): Field =>
  make({
    name: "owner",
    label: t("portals.owner"),
    type: "select",
    help: t("portals.ownerHelp"),
    value: String(portal ? (portal.ownerId ?? "") : me),
    options: [
      { value: "", label: t("portals.noOwner") },
      ...owners.map(({ id, name }) => ({ value: String(id), label: name })),
    ],
  });

const copyField = ({ t, portals }: PortalParts, make: Make): Field =>
  make({
    name: "copyFrom",
    label: t("portals.copyFrom"),
    type: "select",
    help: t("portals.copyFromHelp"),
    options: [
      { value: "", label: t("portals.copyNothing") },
      ...portals.map(({ id, name }) => ({ value: String(id), label: name })),
    ],
  });

function regionalFields(t: Translate, make: Make, portal: Portal): Field[] {
  const select = (name: string, value: string, values: readonly string[], label: (value: string) => string) =>
    make({
      name,
      label: t(`portals.${name}`),
      type: "select",
      required: true,
      value,
      options: values.map((each) => ({ value: each, label: label(each) })),
    });
  const names = new Intl.DisplayNames(portal.language, { type: "language" });
  const money = new Intl.DisplayNames(portal.language, { type: "currency" });
  return [
    select("timeZone", portal.timeZone, timeZones, (zone) => zone.replaceAll("_", " ")),
    ...(languages.length > 1
      ? [select("language", portal.language, languages, (language) => names.of(language) ?? language)]
      : []),
    select("currency", portal.currency, currencies, (code) => `${code} · ${money.of(code) ?? code}`),
    select("dateFormat", portal.dateFormat, dateFormats, (each) =>
      each === "language" ? t("portals.asLanguage") : each,
    ),
    select("hourFormat", portal.hourFormat, hourFormats, (each) => t(`portals.hours.${each}`)),
  ];
}
