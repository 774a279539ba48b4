import { Controller } from "@hotwired/stimulus";

const storageKey = "shortcuts";
const typing =
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], dialog[open]";

/** One key, one deed. Off while typing, and for good when the reader says so in the list of keys (WCAG 2.1.4). */
export class Shortcuts extends Controller<HTMLElement> {
  static override targets = ["help", "enabled"];
  declare readonly helpTarget: HTMLDialogElement;
  declare readonly enabledTarget: HTMLInputElement;
  private current = -1;

  override connect(): void {
    this.enabledTarget.checked = localStorage.getItem(storageKey) !== "off";
    document.addEventListener("keydown", this.pressed);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  toggle(): void {
    localStorage.setItem(storageKey, this.enabledTarget.checked ? "on" : "off");
  }

  private readonly pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if ((event.target as Element).closest(typing)) return;
    if (event.key !== "?" && !this.enabledTarget.checked) return;
    if (this.perform(event.key, event.target as Element)) event.preventDefault();
  };

  private perform(key: string, from: Element): boolean {
    if (key === "?") this.helpTarget.showModal();
    else if (key === "j") this.move(1);
    else if (key === "k") this.move(-1);
    else if (key === "Enter" && from === document.body) return this.press(".cell-title a");
    else if (key === "x") return this.press("input[type=checkbox]");
    else return this.reach(key);
    return true;
  }

  /** Rows one by one, or all rows of a list: an attribute on each of fifty is a kilobyte and a half. */
  private get items(): HTMLElement[] {
    return [
      ...this.element.querySelectorAll<HTMLElement>(
        "[data-shortcuts-target=item], [data-shortcuts-items] > *",
      ),
    ];
  }

  private move(by: number): void {
    const { items } = this;
    items[this.current]?.classList.remove("is-current");
    this.current = Math.min(Math.max(this.current + by, 0), items.length - 1);
    const item = items[this.current];
    item?.classList.add("is-current");
    item?.querySelector<HTMLElement>(".cell-title a")?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }

  private press(selector: string): boolean {
    const element = this.items[this.current]?.querySelector<HTMLElement>(selector);
    element?.click();
    return element !== null && element !== undefined;
  }

  private reach(key: string): boolean {
    const element = this.element.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(key)}"]`);
    if (!element) return false;
    if (element.matches("a, button, summary")) element.click();
    else if (element.matches("input, textarea, select")) element.focus();
    else element.querySelector<HTMLElement>("[contenteditable=true], textarea:not([hidden])")?.focus();
    return true;
  }
}
