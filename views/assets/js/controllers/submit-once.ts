import { Controller } from "@hotwired/stimulus";

/** A second press of the button sends nothing twice. (The server checks too; this spares the reader the question.) */
export class SubmitOnce extends Controller<HTMLFormElement> {
  private busy: HTMLElement | null = null;

  override connect(): void {
    this.element.addEventListener("submit", this.start);
    this.element.addEventListener("turbo:submit-end", this.end);
    addEventListener("pageshow", this.end);
  }

  override disconnect(): void {
    this.element.removeEventListener("submit", this.start);
    this.element.removeEventListener("turbo:submit-end", this.end);
    removeEventListener("pageshow", this.end);
  }

  private readonly start = (event: SubmitEvent) => {
    if (this.busy) return event.preventDefault();
    this.busy = event.submitter ?? this.element;
    this.busy.setAttribute("aria-busy", "true");
  };

  private readonly end = () => {
    this.busy?.removeAttribute("aria-busy");
    this.busy = null;
  };
}
