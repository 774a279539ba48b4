import { createHash } from "node:crypto";
import { luminance, type Painted } from "./colors.ts";
import { fontStacks } from "./design.ts";

/** Below this luminance a colour fits a dark page as it is. */
const dark = 0.1;

/** A ground with its ink: the colours chosen, and on dark pages derived ones unless the chosen ground is dark itself. */
function grounded(ground: string, ink: string, night: readonly [string, string]): readonly [string, string] {
  if (luminance(ground) < dark) return [ground, ink];
  return [`light-dark(${ground},${night[0]})`, `light-dark(${ink},${night[1]})`];
}

/**
 * A customer portal's stylesheet: custom properties only, the rest is derived in app.css. Page, welcome area and footer have dark
 * counterparts, so that a white page chosen by day does not glare at night.
 */
export function brandingCss({ colors, font, headingFont, theme, tokens }: Painted): string {
  const [hero, heroInk] = grounded(colors.hero, colors.heroInk, [
    "color-mix(in oklab,var(--brand) 14%,#12161a)",
    "#e7eaee",
  ]);
  const [footer, footerInk] = grounded(colors.footer, colors.footerInk, ["#0e1114", "#a3adb8"]);
  const properties: Record<string, string> = {
    "color-scheme": theme === "auto" ? "light dark" : theme,
    "--brand": colors.brand,
    "--brand-ink": colors.brandInk,
    "--header-bg": colors.headerBg,
    "--header-ink": colors.headerInk,
    "--link": colors.link,
    "--canvas": `light-dark(${colors.canvas},#0e1114)`,
    "--ink": `light-dark(${colors.ink},#e7eaee)`,
    "--hero": hero,
    "--hero-ink": heroInk,
    "--footer": footer,
    "--footer-ink": footerInk,
    "--sans": fontStacks[font],
    "--heading": fontStacks[headingFont],
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}:${value}`);
  return `:root{${written.join(";")}}\n${tokens === "" ? "" : `:root{${tokens}}\n`}`;
}

const hashes = new WeakMap<Painted, string>();

/** Names a stylesheet by its content: its address never has other content, so it may be cached for ever. */
export function brandingHash(look: Painted): string {
  let hash = hashes.get(look);
  if (!hash)
    hashes.set(look, (hash = createHash("sha256").update(brandingCss(look)).digest("hex").slice(0, 16)));
  return hash;
}
