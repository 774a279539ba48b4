import type { Link } from "../core/http/area.ts";

// How a customer portal looks and what it offers: what its Customize page edits as a draft, and publishes as a whole.

export const colorNames = [
  "brand",
  "brandInk",
  "headerBg",
  "headerInk",
  "link",
  "canvas",
  "ink",
  "hero",
  "heroInk",
  "footer",
  "footerInk",
] as const;
export type ColorName = (typeof colorNames)[number];
export type Colors = Readonly<Record<ColorName, string>>;

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Fonts that readers have already: nothing is loaded, from us or from elsewhere. */
export const fontStacks = {
  system: 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif',
  humanist: 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",source-sans-pro,sans-serif',
  geometric: 'Avenir,Montserrat,Corbel,"URW Gothic",source-sans-pro,sans-serif',
  classical: 'Optima,Candara,"Noto Sans",source-sans-pro,sans-serif',
  rounded:
    'ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Comfortaa,Manjari,"Arial Rounded MT Bold",Calibri,sans-serif',
  transitional: 'Charter,"Bitstream Charter","Sitka Text",Cambria,"Liberation Serif",serif',
  oldStyle: '"Iowan Old Style","Palatino Linotype","URW Palladio L",P052,serif',
  slab: 'Rockwell,"Rockwell Nova","Roboto Slab","DejaVu Serif","Sitka Small",serif',
} as const;
export type Font = keyof typeof fontStacks;
export const fonts = Object.keys(fontStacks) as Font[];

/** The blocks of a home page besides its own sections, in the order of a new customer portal. */
export const plainBlocks = [
  "search",
  "cards",
  "requests",
  "announcements",
  "popular",
  "recent",
  "links",
] as const;
export type PlainBlock = (typeof plainBlocks)[number];
export const maxSections = 4;
export const sectionBlocks = ["section1", "section2", "section3", "section4"] as const;
export type SectionBlock = (typeof sectionBlocks)[number];
export type Block = PlainBlock | SectionBlock;
export const allBlocks: readonly Block[] = [...plainBlocks, ...sectionBlocks];

export interface CustomLink extends Link {
  readonly text: string;
}
export interface Section {
  readonly title: string;
  /** Cleaned when it was saved. */
  readonly bodyHtml: string;
}

/** What a design holds that is not in a column of its own. */
export interface Look {
  readonly colors: Colors;
  readonly font: Font;
  readonly headingFont: Font;
  readonly theme: Theme;
  /** Those that are shown, in this order. */
  readonly blocks: readonly Block[];
  readonly links: readonly CustomLink[];
  /** Always `maxSections`; one without title and text is not shown. */
  readonly sections: readonly Section[];
  /** The topics that guests may read with all below them; null: every one. */
  readonly guestTopics: readonly number[] | null;
  readonly indexable: boolean;
  /** What a guest agrees to when sending a request; "" asks nothing. */
  readonly consentText: string;
  /** Design tokens of the administrator's own, as `sandboxedTokens` wrote them. */
  readonly tokens: string;
}

export interface Design extends Look {
  readonly name: string;
  /** Hashes of their pictures. */
  readonly logo: string | null;
  readonly favicon: string | null;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly footerText: string;
  readonly headerLinks: readonly Link[];
  readonly footerLinks: readonly Link[];
  readonly guestsMayRead: boolean;
  readonly guestsMaySubmit: boolean;
}

/** The home page that nobody has changed. */
export const firstBlocks: readonly Block[] = plainBlocks;
export const noSections: readonly Section[] = sectionBlocks.map(() => ({ title: "", bodyHtml: "" }));
