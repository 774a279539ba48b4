import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Design, type Front, lowPairs, pairs } from "../portals/index.ts";
import { base } from "./customer-portals.view.ts";
import { blockOrder, type BlockRow, blockRows, type Choice, topicChoices } from "./design-blocks.view.ts";
import { type DesignFields, designFields } from "./design-fields.view.ts";
import { tokenTypes } from "./tokens.ts";

interface PictureForm {
  readonly action: string;
  readonly heading: string;
  readonly url: string | null;
  readonly alt: string;
  readonly field: Field;
  readonly save: string;
  readonly remove: string;
}

export interface DesignPage extends DesignFields {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly hidden: readonly Field[];
  readonly draftText: string;
  readonly isDraft: boolean;
  readonly previewUrl: string;
  readonly publishUrl: string;
  readonly historyUrl: string;
  readonly backUrl: string;
  /** The pairs for the browser, as JSON, with what it says of them. */
  readonly colorPairs: string;
  readonly colorLow: string;
  readonly colorGood: string;
  readonly low: readonly string[];
  readonly previewName: string;
  readonly blocks: readonly BlockRow[];
  readonly topics: readonly Choice[];
  readonly tokenNames: string;
  readonly pictures: readonly PictureForm[];
}
export const designPage = view<DesignPage>("customer-portals/admin/design");

export interface DesignParts {
  readonly t: Translate;
  readonly csrf: string;
  readonly front: Front;
  readonly design: Design;
  /** Null while there is no draft. */
  readonly draft: { readonly revision: number; readonly by: string; readonly at: string } | null;
  readonly topics: readonly { readonly id: number; readonly label: string }[];
  readonly moved: string;
}

export function designModel(parts: DesignParts, state: FormState): DesignPage {
  const { t, front, design, draft } = parts;
  const url = `${base}/${front.id}/design`;
  return {
    ...designFields(t, design, state),
    heading: t("customer-portals.customizeOf", { name: front.name }),
    action: url,
    csrf: parts.csrf,
    errors: errorSummary(t, state),
    hidden: [
      hidden("revision", String(revisionOf(draft?.revision ?? 0, state))),
      hidden("order", blockOrder(design).join(",")),
    ],
    isDraft: draft !== null,
    draftText: draft
      ? t("customer-portals.draftBy", { by: draft.by, at: draft.at })
      : t("customer-portals.noDraft"),
    previewUrl: `${base}/${front.id}/preview`,
    publishUrl: `${url}/publication`,
    historyUrl: `${base}/${front.id}/history`,
    backUrl: `${base}/${front.id}`,
    colorPairs: JSON.stringify(
      pairs.map(([ink, ground]) => ({ ink, ground, label: t(`customer-portals.pair.${ink}-${ground}`) })),
    ),
    colorLow: t("customer-portals.colorLow"),
    colorGood: t("customer-portals.colorGood"),
    low: lowTexts(t, design),
    previewName: design.name,
    blocks: blockRows(t, design, parts.moved, state),
    topics: topicChoices(design, parts.topics, state),
    tokenNames: Object.keys(tokenTypes).join(" "),
    pictures: (["logo", "favicon"] as const).map((kind) => pictureForm(parts, kind, url, state)),
  };
}

/**
 * The revision that the form is based on: what it showed when it is sent back for another reason, so that somebody else's change is still
 * noticed; today's once the difference is shown.
 */
function revisionOf(current: number, { values, errors }: FormState): number {
  const typed = values.revision;
  return typeof typed === "string" && errors.form === undefined ? Number(typed) : current;
}

const hidden = (name: string, value: string): Field =>
  field((key) => key, { values: {}, errors: {} }, { name, label: name, type: "hidden", value });

function pictureForm(
  { t, front, design }: DesignParts,
  kind: "logo" | "favicon",
  url: string,
  { errors }: FormState,
): PictureForm {
  const hash = design[kind];
  return {
    action: `${url}/${kind}`,
    heading: t(`customer-portals.${kind}`),
    url: hash === null ? null : `${base}/${front.id}/pictures/${hash}`,
    alt: t(`customer-portals.${kind}Now`),
    field: field(
      t,
      { values: {}, errors },
      {
        name: kind,
        label: t("customer-portals.file"),
        type: "file",
        required: true,
        accept: "image/png,image/jpeg,image/webp,image/gif",
        help: t(`customer-portals.${kind}Help`),
      },
    ),
    save: t(`customer-portals.${kind}Save`),
    remove: t(`customer-portals.${kind}Remove`),
  };
}

/** What would be hard to read, by name and number. */
export const lowTexts = (t: Translate, { colors }: Pick<Design, "colors">): string[] =>
  lowPairs(colors).map(({ pair: [ink, ground], ratio }) =>
    t("customer-portals.lowPair", { pair: t(`customer-portals.pair.${ink}-${ground}`), ratio }),
  );
