import { Controller } from "@hotwired/stimulus";

/** Says how hard a new password is to guess, and why not harder, while it is typed. The rules are the server's; this is advice. */
export class PasswordStrength extends Controller<HTMLElement> {
  static override targets = ["meter", "verdict", "words"];
  static override values = { field: String, shortest: Number };
  declare readonly meterTarget: HTMLElement;
  declare readonly verdictTarget: HTMLElement;
  declare readonly wordsTarget: HTMLTemplateElement;
  declare readonly fieldValue: string;
  declare readonly shortestValue: number;
  private field: HTMLInputElement | null = null;
  private timer = 0;

  override connect(): void {
    this.field = document.querySelector<HTMLInputElement>(`#${CSS.escape(this.fieldValue)}`);
    this.field?.addEventListener("focus", this.load);
    this.field?.addEventListener("input", this.typed);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    this.field?.removeEventListener("focus", this.load);
    this.field?.removeEventListener("input", this.typed);
  }

  private readonly load = () => import("../password-estimate.ts");

  // A screen reader hears the verdict when the typing pauses, not with every key.
  private readonly typed = () => {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.judge(), 300);
  };

  private async judge(): Promise<void> {
    // Offline or an old page: the rules below the field still stand there.
    const loaded = await this.load().catch(() => null);
    const password = this.field?.value ?? "";
    if (!loaded || !this.element.isConnected) return;
    this.element.hidden = password === "";
    if (password === "") {
      this.verdictTarget.textContent = "";
      return;
    }
    const personal = this.personal();
    const own = isPersonal(password, personal);
    const { score, warning } = loaded.estimate(password, personal);
    const short = [...password].length < this.shortestValue;
    const level = short || own ? Math.min(score, 1) : score;
    this.meterTarget.dataset["level"] = String(level);
    const advice = short ? "tooShort" : own ? "userInputs" : level > 2 ? null : (warning ?? "anotherWord");
    this.say([this.word(`level${level}`), advice ? this.word(advice) : ""].filter(Boolean).join(" "));
  }

  private say(text: string): void {
    if (this.verdictTarget.textContent !== text) this.verdictTarget.textContent = text;
  }

  /** What else the form says of the person. */
  private personal(): string[] {
    const fields = this.field?.form?.querySelectorAll<HTMLInputElement>(
      "input[autocomplete=username], input[autocomplete=name], input[type=email]",
    );
    return [...(fields ?? [])].flatMap(({ value }) => [value, ...value.split(/[\s@.]+/)]).filter(Boolean);
  }

  private word(key: string): string {
    return this.wordsTarget.content.querySelector(`[data-key="${key}"]`)?.textContent ?? "";
  }
}

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}]/gu, "");

/** As the server's rule: little is left beside the person's name and address. */
function isPersonal(password: string, personal: readonly string[]): boolean {
  const known = personal.map(letters).filter((word) => word.length >= 3);
  const left = known.reduce((text, word) => text.replaceAll(word, ""), letters(password));
  return left !== letters(password) && left.length < 8;
}
