import { type Field, field, type FieldSpec, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { colorNames, type Design, fonts, themes } from "../portals/index.ts";
import { customLinkNumbers, guestsOf, linkNumbers, sectionNumbers, valuesOf } from "./design-values.ts";

/** Fields that stand in one line. */
interface Row {
  readonly fields: readonly Field[];
}
/** Rows behind a summary; open while something in them needs attention. */
export interface Fold {
  readonly summary: string;
  readonly open: boolean;
  readonly rows: readonly Row[];
}
export interface DesignFields {
  readonly texts: readonly Field[];
  readonly colors: readonly Field[];
  readonly type: readonly Field[];
  readonly headerLinks: Fold;
  readonly footerLinks: Fold;
  readonly links: Fold;
  readonly sections: readonly Fold[];
  readonly guests: Field;
  readonly options: readonly Field[];
  readonly tokens: Field;
}

/** Every field of a design with its value, group by group. */
export function designFields(t: Translate, design: Design, state: FormState): DesignFields {
  const values = valuesOf(design);
  const make = (spec: FieldSpec) => field(t, state, { value: values[spec.name] ?? "", ...spec });
  const named = (name: string, more: Partial<FieldSpec> = {}) =>
    make({ name, label: t(`customer-portals.field.${name}`), ...more });
  const choice = (name: string, words: string, options: readonly string[], more: Partial<FieldSpec> = {}) =>
    named(name, {
      type: "select",
      required: true,
      options: options.map((value) => ({ value, label: t(`customer-portals.${words}.${value}`) })),
      ...more,
    });
  // One line of a table of fields: name, label, longest text.
  const row = (number: number, cells: readonly (readonly [string, string, number])[]): Row => ({
    fields: cells.map(([name, label, maxlength]) =>
      make({
        name: `${name}${number}`,
        label: t(`customer-portals.${label}`, { row: number }),
        maxlength,
      }),
    ),
  });
  const fold = (rows: readonly Row[], summary?: string): Fold => ({
    rows,
    summary: summary ?? t("customer-portals.fold", { count: rows.filter(isFilled).length }),
    open: rows.some(({ fields }) => fields.some(({ error }) => error !== null)),
  });
  const linkRows = (place: string) =>
    fold(
      linkNumbers.map((number) =>
        row(number, [
          [`${place}Label`, "linkLabel", 60],
          [`${place}Url`, "linkUrl", 500],
        ]),
      ),
    );
  return {
    texts: [
      named("name", { maxlength: 120, required: true }),
      named("welcomeTitle", { maxlength: 200 }),
      named("welcomeText", { maxlength: 1000, type: "textarea", rows: 3 }),
      named("footerText", { maxlength: 500 }),
    ],
    colors: colorNames.map((name) =>
      make({ name, label: t(`customer-portals.color.${name}`), type: "color", required: true }),
    ),
    type: [
      choice("font", "font", fonts),
      choice("headingFont", "font", fonts),
      choice("theme", "theme", themes, { help: t("customer-portals.themeHelp") }),
    ],
    headerLinks: linkRows("header"),
    footerLinks: linkRows("footer"),
    links: fold(
      customLinkNumbers.map((number) =>
        row(number, [
          ["linkName", "linkName", 60],
          ["linkAddress", "linkUrl", 500],
          ["linkText", "linkText", 200],
        ]),
      ),
    ),
    sections: sectionNumbers.map((number) => {
      const title = row(number, [["sectionTitle", "sectionTitle", 120]]).fields;
      const body = make({
        name: `sectionBody${number}`,
        label: t("customer-portals.sectionBody", { row: number }),
        type: "richtext",
        rows: 4,
      });
      return fold(
        [{ fields: [...title, body] }],
        title[0]?.value || t("customer-portals.section", { row: number }),
      );
    }),
    guests: choice("guests", "guests", ["all", "chosen", "nothing"], {
      type: "radio",
      value: guestsOf(design),
    }),
    options: [
      named("guestsMaySubmit", { type: "checkbox", required: true }),
      named("indexable", { type: "checkbox", required: true }),
      named("consentText", {
        type: "textarea",
        rows: 3,
        maxlength: 1000,
        help: t("customer-portals.consentHelp"),
      }),
    ],
    tokens: named("tokens", {
      type: "textarea",
      rows: 6,
      maxlength: 5000,
      help: t("customer-portals.tokensHelp"),
    }),
  };
}

const isFilled = ({ fields }: Row) => fields.some(({ value }) => value !== "");
