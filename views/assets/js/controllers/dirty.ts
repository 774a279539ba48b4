import { Controller } from "@hotwired/stimulus";

/** The browser asks before unsaved changes are left behind, by a link as well as by closing the tab. */
export class Dirty extends Controller<HTMLFormElement> {
  static override values = { text: String };
  declare readonly textValue: string;
  private changed = false;

  override connect(): void {
    this.element.addEventListener("input", this.touch);
    this.element.addEventListener("submit", this.clean);
    addEventListener("beforeunload", this.unload);
    document.addEventListener("turbo:before-visit", this.visit);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.touch);
    this.element.removeEventListener("submit", this.clean);
    removeEventListener("beforeunload", this.unload);
    document.removeEventListener("turbo:before-visit", this.visit);
  }

  private readonly touch = () => {
    this.changed = true;
  };

  private readonly clean = () => {
    this.changed = false;
  };

  private readonly unload = (event: Event) => {
    if (this.changed) event.preventDefault();
  };

  private readonly visit = (event: Event) => {
    if (this.changed && !confirm(this.textValue)) event.preventDefault();
  };
}
