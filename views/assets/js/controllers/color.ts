import { Controller } from "@hotwired/stimulus";

/** What is read on what, with its words; the same pairs as on the server (server/portals/colors.ts). */
interface Pair {
  readonly ink: string;
  readonly ground: string;
  readonly label: string;
}

/** What WCAG AA asks of normal text. */
const enough = 4.5;

/** Shows the colours being chosen on a small page, and names every pair that is hard to read. */
export class Color extends Controller<HTMLElement> {
  static override targets = ["preview", "verdict"];
  static override values = { low: String, good: String, pairs: Array };
  declare readonly previewTarget: HTMLElement;
  declare readonly verdictTarget: HTMLElement;
  declare readonly lowValue: string;
  declare readonly goodValue: string;
  declare readonly pairsValue: Pair[];

  override connect(): void {
    this.paint();
  }

  paint(): void {
    const chosen = new Map<string, string>();
    for (const input of this.element.querySelectorAll<HTMLInputElement>("input[type=color]")) {
      chosen.set(input.name, input.value);
      this.previewTarget.style.setProperty(variableOf(input.name), input.value);
    }
    const low = this.pairsValue
      .map(({ ink, ground, label }) => ({
        label,
        ratio: contrast(chosen.get(ink) ?? "#000000", chosen.get(ground) ?? "#ffffff"),
      }))
      .filter(({ ratio }) => ratio < enough)
      .map(({ label, ratio }) => this.lowValue.replace("{pair}", label).replace("{ratio}", shown(ratio)));
    this.verdictTarget.replaceChildren(
      ...(low.length > 0 ? low : [this.goodValue]).map((text) => {
        const line = document.createElement("li");
        line.className = low.length > 0 ? "field-error" : "muted";
        line.textContent = text;
        return line;
      }),
    );
  }
}

/** headerBg → --header-bg */
const variableOf = (name: string) => `--${name.replace(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)}`;

const shown = (ratio: number) =>
  (Math.floor(ratio * 100) / 100).toLocaleString(document.documentElement.lang);

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
