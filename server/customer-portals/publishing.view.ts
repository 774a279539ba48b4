import { errorSummary, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Design, designOf, type Front } from "../portals/index.ts";
import { base, type ConfirmPage } from "./customer-portals.view.ts";
import { lowTexts } from "./design.view.ts";
import { differences, groupOf } from "./design-values.ts";
import type { Draft } from "./drafts.repository.ts";
import type { Version } from "./versions.repository.ts";

/** The parts of the page in which two designs differ, in words. */
function changes(t: Translate, from: Design, to: Design): string[] {
  const groups = new Set(differences(from, to).map(groupOf));
  return groups.size === 0
    ? [t("customer-portals.nothingChanges")]
    : [...groups].map((group) => t(`customer-portals.group.${group}`));
}

export const publicationModel = (
  t: Translate,
  { front, draft, csrf }: { front: Front; draft: Draft; csrf: string },
  state: FormState,
): ConfirmPage => ({
  heading: t("customer-portals.publishHeading", { name: front.name }),
  csrf,
  errors: errorSummary(t, state),
  action: `${base}/${front.id}/design/publication`,
  intro: t("customer-portals.publishIntro"),
  points: changes(t, designOf(front), draft.design),
  warnings: lowTexts(t, draft.design),
  hidden: field(
    t,
    { values: {}, errors: {} },
    { name: "revision", label: "", type: "hidden", value: String(draft.revision) },
  ),
  button: t("customer-portals.publish"),
  danger: false,
  previewUrl: `${base}/${front.id}/preview`,
  backUrl: `${base}/${front.id}/design`,
});

export interface HistoryPage {
  readonly heading: string;
  readonly versions: readonly {
    readonly number: number;
    readonly by: string;
    readonly at: Date;
    readonly note: string | null;
    readonly current: boolean;
    readonly url: string;
    readonly previewUrl: string;
    readonly restoreLabel: string;
    readonly previewLabel: string;
  }[];
  readonly backUrl: string;
}
export const historyPage = view<HistoryPage>("customer-portals/admin/history");

export const historyModel = (
  t: Translate,
  front: Front,
  versions: readonly Omit<Version, "design">[],
): HistoryPage => ({
  heading: t("customer-portals.historyOf", { name: front.name }),
  versions: versions.map(({ number, publishedBy, publishedAt, cameFrom }, index) => ({
    number,
    by: publishedBy || t("customer-portals.beforeCustomizing"),
    at: publishedAt,
    note: cameFrom === null ? null : t("customer-portals.cameFrom", { number: cameFrom }),
    current: index === 0,
    url: `${base}/${front.id}/history/${number}`,
    previewUrl: `${base}/${front.id}/preview?version=${number}`,
    restoreLabel: t("customer-portals.restoreVersion", { number }),
    previewLabel: t("customer-portals.previewVersion", { number }),
  })),
  backUrl: `${base}/${front.id}/design`,
});

export const restorationModel = (
  t: Translate,
  { front, version, now, csrf }: { front: Front; version: Version; now: Design; csrf: string },
): ConfirmPage => ({
  heading: t("customer-portals.restoreHeading", { number: version.number }),
  csrf,
  errors: null,
  action: `${base}/${front.id}/history/${version.number}`,
  intro: t("customer-portals.restoreIntro"),
  points: changes(t, now, version.design),
  warnings: [],
  hidden: null,
  button: t("customer-portals.restore"),
  danger: false,
  previewUrl: `${base}/${front.id}/preview?version=${version.number}`,
  backUrl: `${base}/${front.id}/history`,
});

export interface PreviewPage {
  readonly heading: string;
  readonly src: string;
  readonly device: "desktop" | "phone";
  readonly frameTitle: string;
  readonly readers: readonly Choice[];
  readonly devices: readonly Choice[];
  readonly backUrl: string;
}
interface Choice {
  readonly label: string;
  readonly url: string;
  readonly current: boolean;
}
export const previewPage = view<PreviewPage>("customer-portals/admin/preview");

export function previewModel(
  t: Translate,
  shown: {
    front: Front;
    as: "guest" | "contact";
    device: "desktop" | "phone";
    version: number | null;
  },
): PreviewPage {
  const { front, as, device, version } = shown;
  const here = `${base}/${front.id}/preview`;
  const address = (reader: string, on: string) =>
    `${here}?as=${reader}&device=${on}${version === null ? "" : `&version=${version}`}`;
  const design = version === null ? `${front.id}` : `${front.id}.${version}`;
  return {
    heading: t("customer-portals.previewOf", { name: front.name }),
    src: `/preview/${design}/${as}/`,
    device,
    frameTitle: t(`customer-portals.frame.${as}`),
    readers: (["guest", "contact"] as const).map((each) => ({
      label: t(`customer-portals.as.${each}`),
      url: address(each, device),
      current: each === as,
    })),
    devices: (["desktop", "phone"] as const).map((each) => ({
      label: t(`customer-portals.device.${each}`),
      url: address(as, each),
      current: each === device,
    })),
    backUrl: version === null ? `${base}/${front.id}/design` : `${base}/${front.id}/history`,
  };
}
