import { createHash } from "node:crypto";
import type { Painted } from "./colors.ts";
import { fontStacks } from "./design.ts";

/**
 * A customer portal's stylesheet: custom properties only, the rest is derived in app.css. Page, welcome and footer keep their colours on
 * light pages; dark ones derive theirs from the buttons' colour, so that a white page chosen by day does not glare at night.
 */
export function brandingCss({ colors, font, headingFont, theme, tokens }: Painted): string {
  const own = (light: string, dark: string) => `light-dark(${light},${dark})`;
  const properties: Record<string, string> = {
    "color-scheme": theme === "auto" ? "light dark" : theme,
    "--brand": colors.brand,
    "--brand-ink": colors.brandInk,
    "--header-bg": colors.headerBg,
    "--header-ink": colors.headerInk,
    "--link": colors.link,
    "--canvas": own(colors.canvas, "#0e1114"),
    "--ink": own(colors.ink, "#e7eaee"),
    "--hero": own(colors.hero, "color-mix(in oklab,var(--brand) 14%,#12161a)"),
    "--hero-ink": own(colors.heroInk, "#e7eaee"),
    "--footer": own(colors.footer, "#0e1114"),
    "--footer-ink": own(colors.footerInk, "#a3adb8"),
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
