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
import type { Front } from "./front.ts";
import { linkRows } from "./portals.schema.ts";

export interface FrontsPage {
  readonly fronts: readonly {
    readonly name: string;
    readonly address: string;
    readonly openUrl: string;
    readonly url: string;
    readonly status: string;
    readonly isDefault: boolean;
    readonly portal: string;
  }[];
}
export const frontsPage = view<FrontsPage>("portals/admin/fronts");

export interface FrontPage {
  readonly heading: string;
  readonly openUrl: string | null;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly address: readonly Field[];
  readonly colors: readonly Field[];
  readonly welcome: readonly Field[];
  readonly headerLinks: readonly Row[];
  readonly footerLinks: readonly Row[];
  readonly guests: readonly Field[];
  readonly previewName: string;
  readonly colorLow: string;
  readonly colorGood: string;
  readonly logo: { readonly url: string | null; readonly field: Field };
  readonly isDefault: boolean;
  readonly enabled: boolean;
}
interface Row {
  readonly label: Field;
  readonly url: Field;
}
export const frontPage = view<FrontPage>("portals/admin/front");

export function frontModel(t: Translate, state: FormState, csrf: string, front: Front): FrontPage {
  const make = (spec: FieldSpec) => field(t, state, spec);
  const rows = (place: "header" | "footer", links: Front["headerLinks"]): Row[] =>
    Array.from({ length: linkRows }, (_, at) => ({
      label: make({
        name: `${place}Label${at + 1}`,
        label: t("portals.linkLabel", { row: at + 1 }),
        maxlength: 60,
        value: links[at]?.label ?? "",
      }),
      url: make({
        name: `${place}Url${at + 1}`,
        label: t("portals.linkUrl", { row: at + 1 }),
        maxlength: 500,
        value: links[at]?.url ?? "",
      }),
    }));
  const color = (name: string, value: string) =>
    make({ name, label: t(`portals.color.${name}`), type: "color", required: true, value });
  return {
    heading: front.name,
    openUrl: front.enabled ? (front.isDefault ? "/" : `/portal/${front.slug}`) : null,
    action: `/admin/general-settings/customer-portals/${front.id}`,
    csrf,
    errors: errorSummary(t, state),
    address: [
      make({ name: "name", label: t("portals.name"), required: true, maxlength: 120, value: front.name }),
      make({
        name: "slug",
        label: t("portals.slug"),
        required: true,
        maxlength: 40,
        value: front.slug,
        help: t("portals.frontSlugHelp"),
      }),
      make({
        name: "host",
        label: t("portals.host"),
        maxlength: 253,
        value: front.host ?? "",
        help: t("portals.hostHelp"),
        placeholder: "support.example.com",
      }),
      make({
        name: "supportContact",
        label: t("portals.supportContact"),
        maxlength: 200,
        value: front.supportContact,
        help: t("portals.supportContactHelp"),
      }),
    ],
    colors: [
      color("brand", front.brandColor),
      color("headerBg", front.headerColor),
      color("link", front.linkColor),
    ],
    welcome: [
      make({
        name: "welcomeTitle",
        label: t("portals.welcomeTitle"),
        maxlength: 200,
        value: front.welcomeTitle,
      }),
      make({
        name: "welcomeText",
        label: t("portals.welcomeText"),
        type: "textarea",
        rows: 3,
        maxlength: 1000,
        value: front.welcomeText,
      }),
      make({ name: "footerText", label: t("portals.footerText"), maxlength: 500, value: front.footerText }),
    ],
    headerLinks: rows("header", front.headerLinks),
    footerLinks: rows("footer", front.footerLinks),
    guests: [
      make({
        name: "guestsMayRead",
        label: t("portals.guestsMayRead"),
        type: "checkbox",
        required: true,
        value: String(front.guestsMayRead),
      }),
      make({
        name: "guestsMaySubmit",
        label: t("portals.guestsMaySubmit"),
        type: "checkbox",
        required: true,
        value: String(front.guestsMaySubmit),
      }),
    ],
    previewName: front.name,
    colorLow: t("portals.colorLow"),
    colorGood: t("portals.colorGood"),
    logo: {
      url: front.logoHash ? `/branding/${front.slug}/${front.logoHash}/logo` : null,
      field: make({
        name: "attachments",
        label: t("portals.logo"),
        type: "file",
        required: true,
        accept: "image/png,image/jpeg,image/webp,image/gif",
        help: t("portals.logoHelp"),
      }),
    },
    isDefault: front.isDefault,
    enabled: front.enabled,
  };
}
