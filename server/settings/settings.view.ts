import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Setting } from "../core/settings.ts";
import { view } from "../core/views.ts";
import type { StoredSetting } from "./settings.repository.ts";
import { currentText } from "./settings.service.ts";

const base = "/admin/general-settings";

interface OverviewPage {
  readonly search: Field;
  readonly cards: readonly { readonly title: string; readonly text: string; readonly url: string }[];
  readonly found:
    | readonly {
        readonly label: string;
        readonly help: string;
        readonly section: string;
        readonly url: string;
      }[]
    | null;
  readonly nothing: string | null;
}
export const overviewPage = view<OverviewPage>("settings/admin/overview");

/** What views/settings/row.hbs draws, and below the form views/settings/resets.hbs. */
export interface SettingRow {
  readonly field: Field;
  readonly seen: Field;
  readonly standard: string;
  readonly changed: {
    readonly text: string;
    readonly at: Date;
    readonly form: string;
    readonly name: string;
    readonly label: string;
  } | null;
}
interface SectionPage {
  readonly heading: string;
  readonly text: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly settings: readonly SettingRow[];
}
export const sectionPage = view<SectionPage>("settings/admin/section");

const labelOf = (t: Translate, key: string) => t(`settings.${key}.label`);
const helpOf = (t: Translate, key: string) => t(`settings.${key}.help`);

/** The list of sections, or the settings whose words contain every word that was searched for. */
export function overviewModel(t: Translate, settings: readonly Setting[], query: string): OverviewPage {
  const sections = [...new Set(settings.map(({ section }) => section))];
  const title = (section: string) => t(`settings.section.${section}.title`);
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = settings.filter(({ key, section }) => {
    const text = `${labelOf(t, key)} ${helpOf(t, key)} ${title(section)}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  return {
    search: field(
      t,
      { values: {}, errors: {} },
      {
        name: "q",
        label: t("settings.search"),
        type: "search",
        maxlength: 100,
        required: true,
        value: query,
      },
    ),
    cards: [
      {
        title: t("customer-portals.title"),
        text: t("settings.section.fronts.text"),
        url: `${base}/customer-portals`,
      },
      {
        title: t("single-sign-on.title"),
        text: t("single-sign-on.card"),
        url: `${base}/single-sign-on`,
      },
      {
        title: t("directory.title"),
        text: t("directory.card"),
        url: `${base}/directories`,
      },
      {
        title: t("sign-in.rules.title"),
        text: t("settings.section.portalRules.text"),
        url: "/admin/users/second-factor",
      },
      ...sections.map((section) => ({
        title: title(section),
        text: t(`settings.section.${section}.text`),
        url: `${base}/${section}`,
      })),
    ],
    found:
      words.length === 0
        ? null
        : found.map(({ key, section }) => ({
            label: labelOf(t, key),
            help: helpOf(t, key),
            section: title(section),
            url: `${base}/${section}#field-${key}`,
          })),
    nothing: words.length > 0 && found.length === 0 ? t("settings.nothing", { query }) : null,
  };
}

interface Parts {
  readonly section: string;
  readonly settings: readonly Setting[];
  readonly stored: ReadonlyMap<string, StoredSetting>;
  readonly state: FormState;
  readonly csrf: string;
}

export function sectionModel(t: Translate, { section, settings, stored, state, csrf }: Parts): SectionPage {
  return {
    heading: t(`settings.section.${section}.title`),
    text: t(`settings.section.${section}.text`),
    action: `${base}/${section}`,
    csrf,
    errors: errorSummary(t, state),
    settings: settings.map((setting) => settingRow(t, setting, stored.get(setting.key), state)),
  };
}

/** A setting's field with its default and who changed it. */
export function settingRow(
  t: Translate,
  setting: Setting,
  row: StoredSetting | undefined,
  state: FormState,
): SettingRow {
  const secret = setting.kind === "secret";
  const now = secret ? "" : currentText(setting, row);
  const standard = words(t, setting, setting.textOf(setting.default));
  return {
    field: field(t, state, {
      name: setting.key,
      label: labelOf(t, setting.key),
      help: helpOf(t, setting.key),
      type: setting.rows ? "textarea" : types[setting.kind],
      ...(setting.choices ? { options: optionsOf(t, setting) } : {}),
      ...(setting.rows ? { rows: setting.rows } : {}),
      ...(secret ? { autocomplete: "new-password" } : {}),
      required: setting.kind !== "text" && !secret,
      value: now,
    }),
    // What is stored now, also after a refusal: who sends the form again has seen it.
    seen: field(
      t,
      { values: {}, errors: {} },
      { name: `seen.${setting.key}`, label: "", type: "hidden", value: now },
    ),
    standard: secret
      ? t(row ? "settings.secretKept" : "settings.secretNone")
      : t("settings.standard", { value: standard === "" ? t("settings.empty") : standard }),
    changed: row
      ? {
          text: t("settings.changedBy", { name: row.changedBy }),
          at: row.changedAt,
          form: `reset-${setting.key}`,
          name: setting.key,
          label: t("settings.resetLabel", { setting: labelOf(t, setting.key) }),
        }
      : null,
  };
}

const types = {
  number: "number",
  switch: "checkbox",
  choice: "select",
  text: "text",
  secret: "password",
} as const;

const optionsOf = (t: Translate, { key, choices = [] }: Setting) =>
  choices.map((value) => ({ value, label: t(`settings.${key}.${value}`) }));

function words(t: Translate, { kind, key }: Setting, text: string): string {
  if (kind === "choice") return t(`settings.${key}.${text}`);
  return kind === "switch" ? t(text === "true" ? "settings.on" : "settings.off") : text;
}
