import { Controller } from "@hotwired/stimulus";
import { keepAttributes } from "../morph.ts";

/** Selecting rows. The selection is remembered by value, so that a live refresh that moves rows never moves a tick. */
export class Bulk extends Controller<HTMLFormElement> {
  static override targets = ["all", "row", "rows", "bar", "counter"];
  static override values = { counter: String };
  declare readonly allTarget: HTMLInputElement;
  declare readonly rowTargets: HTMLInputElement[];
  declare readonly rowsTargets: HTMLElement[];
  declare readonly barTarget: HTMLElement;
  declare readonly counterTarget: HTMLElement;
  declare readonly counterValue: string;
  private chosen = new Set<string>();

  override connect(): void {
    keepAttributes(this.allTarget, "hidden", "checked");
    keepAttributes(this.barTarget, "hidden");
    this.allTarget.hidden = false;
    document.addEventListener("turbo:morph", this.restore);
    this.changed();
  }

  override disconnect(): void {
    document.removeEventListener("turbo:morph", this.restore);
  }

  /** Marked one by one, or all boxes of a list. */
  private get rows(): HTMLInputElement[] {
    const boxes = this.rowsTargets.flatMap((list) => [
      ...list.querySelectorAll<HTMLInputElement>("input[type=checkbox]"),
    ]);
    return [...this.rowTargets, ...boxes];
  }

  all(): void {
    for (const row of this.rows) row.checked = this.allTarget.checked;
    this.changed();
  }

  changed(): void {
    this.chosen = new Set(this.rows.filter((row) => row.checked).map((row) => row.value));
    const count = this.chosen.size;
    this.allTarget.checked = count > 0 && count === this.rows.length;
    this.allTarget.indeterminate = count > 0 && count < this.rows.length;
    this.barTarget.hidden = count === 0;
    this.counterTarget.textContent = count
      ? this.counterValue.replace("{count}", count.toLocaleString(document.documentElement.lang))
      : "";
  }

  private readonly restore = () => {
    for (const row of this.rows) row.checked = this.chosen.has(row.value);
    this.changed();
  };
}
