import { Controller } from "@hotwired/stimulus";

export class PasswordToggle extends Controller<HTMLElement> {
  static override targets = ["input", "button"];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  override connect(): void {
    this.buttonTarget.hidden = false;
    // Never submit or remember a password as a plain text field.
    this.inputTarget.form?.addEventListener("submit", () => this.show(false));
  }

  toggle(): void {
    this.show(this.inputTarget.type === "password");
    this.inputTarget.focus();
  }

  private show(visible: boolean): void {
    this.inputTarget.type = visible ? "text" : "password";
    this.buttonTarget.setAttribute("aria-pressed", String(visible));
  }
}
