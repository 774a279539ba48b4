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

/** A customer portal's stylesheet: tokens only, the rest is derived in app.css. */
export function brandingCss(front: { brandColor: string; headerColor: string; linkColor: string }): string {
  const { brandColor, headerColor, linkColor } = front;
  return `:root{--brand:${brandColor};--brand-ink:${inkOn(brandColor)};--header-bg:${headerColor};--header-ink:${inkOn(headerColor)};--link:${linkColor}}\n`;
}
