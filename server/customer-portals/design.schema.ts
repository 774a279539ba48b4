import { z } from "zod";
import { activeContentIn, cleanHtml, isBlankHtml, textToHtml } from "../core/html.ts";
import {
  allBlocks,
  type Block,
  type ColorName,
  colorNames,
  type Design,
  type Font,
  fonts,
  themes,
} from "../portals/index.ts";
import { customLinkNumbers, linkNumbers, sectionNumbers } from "./design-values.ts";
import { maxTokens } from "./tokens.ts";

const color = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "customer-portals.notAColor");
const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");
const text = (max: number) => z.string().trim().max(max).default("");
const address = text(500).refine(isLink, "customer-portals.linkInvalid");
const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => (given === undefined ? [] : [given].flat()));

const each = <T>(numbers: readonly number[], fields: (row: number) => Record<string, T>) =>
  Object.assign({}, ...numbers.map(fields)) as Record<string, T>;
const links = (place: string) =>
  each(linkNumbers, (row) => ({ [`${place}Label${row}`]: text(60), [`${place}Url${row}`]: address }));

/** The Customize page's form; rows that need each other are checked together. */
export const designForm = z
  .object({
    revision: z.coerce.number().int().min(0),
    move: z.string().max(40).default(""),
    name: z.string().trim().min(1).max(120),
    welcomeTitle: text(200),
    welcomeText: text(1000),
    footerText: text(500),
    font: z.enum(fonts as [Font, ...Font[]]),
    headingFont: z.enum(fonts as [Font, ...Font[]]),
    theme: z.enum(themes),
    order: z.string().max(500).default(""),
    show: several,
    guests: z.enum(["all", "chosen", "nothing"]),
    topic: several,
    guestsMaySubmit: box,
    indexable: box,
    consentText: text(1000),
    tokens: z.string().max(maxTokens).default(""),
    ...(Object.fromEntries(colorNames.map((name) => [name, color])) as Record<ColorName, typeof color>),
    ...links("header"),
    ...links("footer"),
    ...each(customLinkNumbers, (row) => ({
      [`linkName${row}`]: text(60),
      [`linkAddress${row}`]: address,
      [`linkText${row}`]: text(200),
    })),
    ...each<z.ZodType<string>>(sectionNumbers, (row) => ({
      [`sectionTitle${row}`]: text(120),
      [`sectionBody${row}`]: z
        .string()
        .max(50_000)
        .default("")
        .refine((html) => !activeContentIn(html), "customer-portals.sectionScript"),
      [`sectionBody${row}Format`]: text(10),
    })),
  })
  .superRefine((input, ctx) => {
    const values = input as Record<string, unknown>;
    const both = (one: string, other: string) => {
      for (const [has, lacks] of [
        [one, other],
        [other, one],
      ] as const)
        if (values[has] !== "" && values[lacks] === "")
          ctx.addIssue({ code: "custom", path: [lacks], message: "customer-portals.linkIncomplete" });
    };
    for (const row of linkNumbers)
      for (const place of ["header", "footer"]) both(`${place}Label${row}`, `${place}Url${row}`);
    for (const row of customLinkNumbers) both(`linkName${row}`, `linkAddress${row}`);
  });
export type DesignForm = z.infer<typeof designForm>;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The design that a form describes, all but its pictures. `tokens` are sandboxed already. */
export function designFrom(
  input: DesignForm,
  { tokens, topics }: { tokens: string; topics: readonly number[] },
): Omit<Design, "logo" | "favicon"> {
  const values = input as Readonly<Record<string, unknown>>;
  const value = (name: string) => textOf(values[name]);
  const linksOf = (place: string) =>
    linkNumbers
      .map((row) => ({ label: value(`${place}Label${row}`), url: value(`${place}Url${row}`) }))
      .filter(({ label }) => label !== "");
  return {
    name: input.name,
    welcomeTitle: input.welcomeTitle,
    welcomeText: input.welcomeText,
    footerText: input.footerText,
    headerLinks: linksOf("header"),
    footerLinks: linksOf("footer"),
    guestsMayRead: input.guests !== "nothing",
    guestTopics: input.guests === "chosen" ? topics : null,
    guestsMaySubmit: input.guestsMaySubmit,
    colors: Object.fromEntries(colorNames.map((name) => [name, value(name)])) as Record<ColorName, string>,
    font: input.font,
    headingFont: input.headingFont,
    theme: input.theme,
    blocks: moved(blocksFrom(input), input.move),
    links: customLinkNumbers
      .map((row) => ({
        label: value(`linkName${row}`),
        url: value(`linkAddress${row}`),
        text: value(`linkText${row}`),
      }))
      .filter(({ label }) => label !== ""),
    sections: sectionNumbers.map((row) => ({
      title: value(`sectionTitle${row}`),
      bodyHtml: sectionHtml(value(`sectionBody${row}`), value(`sectionBody${row}Format`)),
    })),
    indexable: input.indexable,
    consentText: input.consentText,
    tokens,
  };
}

function sectionHtml(typed: string, format: string): string {
  const html = format === "html" || /^\s*</.test(typed) ? cleanHtml(typed) : textToHtml(typed);
  return isBlankHtml(html) ? "" : html;
}

/** The blocks that are shown, in the order of the form; one that the form does not list comes last. */
function blocksFrom({ order, show }: Pick<DesignForm, "order" | "show">): Block[] {
  const shown = new Set(show);
  const listed = order.split(",");
  const place = (block: Block) => (listed.includes(block) ? listed.indexOf(block) : listed.length);
  return allBlocks.filter((block) => shown.has(block)).sort((a, b) => place(a) - place(b));
}

/** `move` is a block and a direction, "popular:up". */
function moved(blocks: readonly Block[], move: string): Block[] {
  const [block, direction] = move.split(":");
  const from = blocks.indexOf(block as Block);
  const to = from + (direction === "up" ? -1 : 1);
  const result = [...blocks];
  if (from < 0 || to < 0 || to >= blocks.length) return result;
  result.splice(to, 0, ...result.splice(from, 1));
  return result;
}

/** What may stand in a link that everybody sees: the web, mail, or a path of ours; never a script. */
function isLink(value: string): boolean {
  if (value === "" || /^\/(?![/\\])[^\s\\]*$/.test(value)) return true;
  if (/\s/.test(value) || !URL.canParse(value)) return false;
  return ["http:", "https:", "mailto:"].includes(new URL(value).protocol);
}
