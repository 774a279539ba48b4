import { Controller } from "@hotwired/stimulus";
import { keepAttributes } from "../morph.ts";

/** Submits when a choice changes. The button remains for those without JavaScript. */
export class Autosubmit extends Controller<HTMLFormElement> {
  static override targets = ["button"];
  declare readonly buttonTargets: HTMLButtonElement[];
  private timer = 0;

  override connect(): void {
    this.element.addEventListener("change", this.changed);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    this.element.removeEventListener("change", this.changed);
  }

  buttonTargetConnected(button: HTMLButtonElement): void {
    button.hidden = true;
    keepAttributes(button, "hidden");
  }

  later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.element.requestSubmit(), 400);
  }

  private readonly changed = (event: Event) => {
    // Text fields submit by `later` or by Enter.
    if (event.target instanceof HTMLInputElement && !/^(checkbox|radio|date)$/.test(event.target.type))
      return;
    this.element.requestSubmit();
  };
}
