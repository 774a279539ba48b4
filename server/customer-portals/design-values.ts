import { colorNames, type Design, maxSections } from "../portals/index.ts";

// A design as the fields of its form: what the form shows, and by which two designs are compared.

export const linkRows = 4;
export const customLinkRows = 6;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
export const linkNumbers = upTo(linkRows);
export const customLinkNumbers = upTo(customLinkRows);
export const sectionNumbers = upTo(maxSections);

export type DesignValues = Readonly<Record<string, string>>;

/** Every field with its text; pictures by their hash. */
export function valuesOf(design: Design): DesignValues {
  const values: Record<string, string> = {
    name: design.name,
    logo: design.logo ?? "",
    favicon: design.favicon ?? "",
    welcomeTitle: design.welcomeTitle,
    welcomeText: design.welcomeText,
    footerText: design.footerText,
    font: design.font,
    headingFont: design.headingFont,
    theme: design.theme,
    order: design.blocks.join(","),
    guests: guestsOf(design),
    topics: (design.guestTopics ?? []).join(","),
    guestsMaySubmit: String(design.guestsMaySubmit),
    indexable: String(design.indexable),
    consentText: design.consentText,
    tokens: design.tokens.replaceAll(";", ";\n"),
  };
  for (const name of colorNames) values[name] = design.colors[name];
  for (const [place, links] of [
    ["header", design.headerLinks],
    ["footer", design.footerLinks],
  ] as const)
    for (const row of linkNumbers) {
      values[`${place}Label${row}`] = links[row - 1]?.label ?? "";
      values[`${place}Url${row}`] = links[row - 1]?.url ?? "";
    }
  for (const row of customLinkNumbers) {
    const link = design.links[row - 1];
    values[`linkName${row}`] = link?.label ?? "";
    values[`linkAddress${row}`] = link?.url ?? "";
    values[`linkText${row}`] = link?.text ?? "";
  }
  for (const row of sectionNumbers) {
    values[`sectionTitle${row}`] = design.sections[row - 1]?.title ?? "";
    values[`sectionBody${row}`] = design.sections[row - 1]?.bodyHtml ?? "";
  }
  return values;
}

export const guestsOf = ({
  guestsMayRead,
  guestTopics,
}: Pick<Design, "guestsMayRead" | "guestTopics">): "all" | "chosen" | "nothing" =>
  guestsMayRead ? (guestTopics === null ? "all" : "chosen") : "nothing";

/** The names of the fields in which two designs differ. */
export function differences(one: Design, other: Design): string[] {
  const [a, b] = [valuesOf(one), valuesOf(other)];
  return Object.keys(a).filter((name) => a[name] !== b[name]);
}

/** The part of the page that a field stands in; each has the text `customer-portals.group.<group>`. */
export function groupOf(field: string): string {
  if ((colorNames as readonly string[]).includes(field)) return "colors";
  if (/^(font|headingFont|theme)$/.test(field)) return "type";
  if (/^(logo|favicon)$/.test(field)) return "pictures";
  if (/^header(Label|Url)/.test(field)) return "headerLinks";
  if (/^footer(Label|Url)/.test(field)) return "footerLinks";
  if (field === "order") return "blocks";
  if (field.startsWith("link")) return "links";
  if (field.startsWith("section")) return "sections";
  if (/^(guests|topics|guestsMaySubmit|indexable|consentText)$/.test(field)) return "options";
  return field === "tokens" ? "tokens" : "texts";
}
