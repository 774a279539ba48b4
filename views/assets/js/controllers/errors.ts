import { Controller } from "@hotwired/stimulus";

/** Takes the reader to the summary of what was wrong; a link in it goes into the field, rich text included. */
export class Errors extends Controller<HTMLElement> {
  override connect(): void {
    this.element.focus();
    this.element.addEventListener("click", this.follow);
  }

  override disconnect(): void {
    this.element.removeEventListener("click", this.follow);
  }

  private readonly follow = (event: Event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const shown = field.hidden ? field.parentElement?.querySelector<HTMLElement>("[contenteditable]") : field;
    shown?.focus();
    shown?.scrollIntoView({ block: "center" });
  };
}
