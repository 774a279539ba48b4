import { Controller } from "@hotwired/stimulus";

const variables: Record<string, string> = {
  brand: "--brand",
  brandInk: "--brand-ink",
  headerBg: "--header-bg",
  headerInk: "--header-ink",
  link: "--link",
};
/** What is read on what; a link stands on the page's white. */
const pairs = [
  ["--brand-ink", "--brand"],
  ["--header-ink", "--header-bg"],
  ["--link", null],
] as const;

/** Shows the colours being chosen on a small page, and the worst contrast among them. */
export class Color extends Controller<HTMLElement> {
  static override targets = ["preview", "verdict"];
  static override values = { low: String, good: String };
  declare readonly previewTarget: HTMLElement;
  declare readonly verdictTarget: HTMLElement;
  declare readonly lowValue: string;
  declare readonly goodValue: string;

  override connect(): void {
    this.paint();
  }

  paint(): void {
    const chosen = new Map<string, string>();
    for (const input of this.element.querySelectorAll<HTMLInputElement>("input[type=color]")) {
      const variable = input.dataset["colorVariable"] ?? variables[input.name];
      if (variable) chosen.set(variable, input.value);
    }
    // An ink that is not chosen is the server's: black or white, whichever can be read.
    for (const [ink, ground] of pairs) {
      const color = ground === null ? undefined : chosen.get(ground);
      if (color && !chosen.has(ink)) chosen.set(ink, inkOn(color));
    }
    for (const [variable, value] of chosen) this.previewTarget.style.setProperty(variable, value);
    const ratios = pairs.map(([ink, ground]) =>
      contrast(chosen.get(ink) ?? "#000000", ground === null ? "#ffffff" : (chosen.get(ground) ?? "#ffffff")),
    );
    const worst = Math.floor(Math.min(...ratios) * 10) / 10;
    const text = worst < 4.5 ? this.lowValue : this.goodValue;
    this.verdictTarget.textContent = text.replace(
      "{ratio}",
      worst.toLocaleString(document.documentElement.lang),
    );
    this.verdictTarget.classList.toggle("field-error", worst < 4.5);
  }
}

const inkOn = (color: string) =>
  contrast(color, "#ffffff") >= contrast(color, "#111111") ? "#ffffff" : "#111111";

/** WCAG 2 relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
