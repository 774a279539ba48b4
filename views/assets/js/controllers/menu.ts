import { Controller } from "@hotwired/stimulus";

/** A <details> that closes like a menu: on Escape, on a click elsewhere and when the focus leaves it. */
export class Menu extends Controller<HTMLDetailsElement> {
  override connect(): void {
    document.addEventListener("click", this.outside);
    this.element.addEventListener("keydown", this.escape);
    this.element.addEventListener("focusout", this.left);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.outside);
    this.element.removeEventListener("keydown", this.escape);
    this.element.removeEventListener("focusout", this.left);
  }

  private readonly outside = (event: Event) => {
    if (!this.element.contains(event.target as Node)) this.element.open = false;
  };

  private readonly escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !this.element.open) return;
    event.stopPropagation();
    this.element.open = false;
    this.element.querySelector("summary")?.focus();
  };

  private readonly left = (event: FocusEvent) => {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.element.contains(to)) this.element.open = false;
  };
}
