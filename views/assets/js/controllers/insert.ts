import { Controller } from "@hotwired/stimulus";

/** Puts a canned text into the composer's editor where the cursor is. */
export class Insert extends Controller<HTMLFormElement> {
  insert(event: Event): void {
    const button = event.currentTarget as HTMLElement;
    const editor = this.element.querySelector("[data-controller~=editor]");
    editor?.dispatchEvent(new CustomEvent("editor:insert", { detail: button.dataset["html"] ?? "" }));
    button.closest("details")?.removeAttribute("open");
  }
}
