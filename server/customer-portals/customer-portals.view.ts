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
import type { Front } from "../portals/index.ts";
import type { ListedFront } from "./customer-portals.repository.ts";

/** Under administration's own base, where routes are declared. */
export const path = "/general-settings/customer-portals";
export const base = `/admin${path}`;

export interface ListPage {
  /** One portal behind all of them says nothing. */
  readonly several: boolean;
  readonly fronts: readonly {
    readonly name: string;
    readonly address: string;
    readonly openUrl: string | null;
    readonly url: string;
    readonly customizeUrl: string;
    readonly customizeLabel: string;
    readonly status: string;
    readonly isDefault: boolean;
    readonly portal: string;
    readonly createdAt: Date;
  }[];
  readonly pagination: { readonly previous: null; readonly next: string | null; readonly label: string };
}
export const listPage = view<ListPage>("customer-portals/admin/list");

export function listModel(
  t: Translate,
  fronts: readonly ListedFront[],
  { several, next }: { several: boolean; next: string | null },
): ListPage {
  return {
    several,
    fronts: fronts.map(({ id, name, slug, host, enabled, isDefault, portal, createdAt }) => ({
      name,
      address: host ?? (isDefault === 1 ? "/" : `/portal/${slug}`),
      openUrl: enabled === 1 ? (isDefault === 1 ? "/" : `/portal/${slug}`) : null,
      url: `${base}/${id}`,
      customizeUrl: `${base}/${id}/design`,
      customizeLabel: t("customer-portals.customizeOf", { name }),
      status: t(enabled === 1 ? "customer-portals.on" : "customer-portals.off"),
      isDefault: isDefault === 1,
      portal,
      createdAt,
    })),
    pagination: { previous: null, next, label: t("customer-portals.title") },
  };
}

export interface ShowPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly openUrl: string | null;
  readonly isDefault: boolean;
  readonly enabled: boolean;
}
export const showPage = view<ShowPage>("customer-portals/admin/show");

export function showModel(
  t: Translate,
  { csrf, front }: { csrf: string; front: Front },
  state: FormState,
): ShowPage {
  const make = (spec: FieldSpec) => field(t, state, spec);
  return {
    heading: front.name,
    action: `${base}/${front.id}`,
    csrf,
    errors: errorSummary(t, state),
    fields: [
      make({
        name: "slug",
        label: t("customer-portals.address"),
        required: true,
        maxlength: 40,
        value: front.slug,
        help: t("customer-portals.slugHelp"),
      }),
      make({
        name: "host",
        label: t("customer-portals.host"),
        maxlength: 253,
        value: front.host ?? "",
        help: t("customer-portals.hostHelp"),
        placeholder: "support.example.com",
      }),
      make({
        name: "supportContact",
        label: t("customer-portals.supportContact"),
        maxlength: 200,
        value: front.supportContact,
        help: t("customer-portals.supportContactHelp"),
      }),
    ],
    openUrl: front.enabled ? (front.isDefault ? "/" : `/portal/${front.slug}`) : null,
    isDefault: front.isDefault,
    enabled: front.enabled,
  };
}

/** A question before something is done. */
export interface ConfirmPage {
  readonly heading: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly action: string;
  readonly intro: string;
  readonly points: readonly string[];
  readonly warnings: readonly string[];
  readonly hidden: Field | null;
  readonly button: string;
  readonly danger: boolean;
  readonly previewUrl: string | null;
  readonly backUrl: string;
}
export const confirmPage = view<ConfirmPage>("customer-portals/admin/confirm");
