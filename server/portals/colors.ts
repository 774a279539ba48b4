import type { Colors, Look } from "./design.ts";

/** Relative luminance of a #rrggbb colour (WCAG 2.2). */
export function luminance(color: string): number {
  const channel = (at: number) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, 1.4.3). */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Black or white, whichever can be read on the colour. */
export const inkOn = (color: string): string =>
  contrast(color, "#ffffff") >= contrast(color, "#111111") ? "#ffffff" : "#111111";

/** What WCAG AA asks of normal text. */
export const enough = 4.5;

/** What is read on what. Each has the text `customer-portals.pair.<ink>-<ground>`. */
export const pairs = [
  ["brandInk", "brand"],
  ["headerInk", "headerBg"],
  ["link", "canvas"],
  ["ink", "canvas"],
  ["heroInk", "hero"],
  ["footerInk", "footer"],
] as const;
export type Pair = (typeof pairs)[number];

/** The pairs that are hard to read, with their contrast, rounded down so that what is called 4.5 is 4.5. */
export const lowPairs = (colors: Colors): { pair: Pair; ratio: number }[] =>
  pairs
    .map((pair) => ({ pair, exact: contrast(colors[pair[0]], colors[pair[1]]) }))
    .filter(({ exact }) => exact < enough)
    .map(({ pair, exact }) => ({ pair, ratio: Math.floor(exact * 100) / 100 }));

/** Every colour from the three that a customer portal has had from the beginning. */
export function colorsFrom(main: { brand: string; headerBg: string; link: string }): Colors {
  const white = "#ffffff";
  return {
    ...main,
    brandInk: inkOn(main.brand),
    headerInk: inkOn(main.headerBg),
    canvas: "#f6f7f8",
    ink: "#1a2027",
    hero: mixed(main.brand, white, 0.07),
    heroInk: "#1a2027",
    footer: "#f6f7f8",
    footerInk: "#56606b",
  };
}

function mixed(a: string, b: string, share: number): string {
  const at = (color: string, index: number) => parseInt(color.slice(index, index + 2), 16);
  return `#${[1, 3, 5]
    .map((index) => Math.round(at(a, index) * share + at(b, index) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

export type Painted = Pick<Look, "colors" | "font" | "headingFont" | "theme" | "tokens">;
