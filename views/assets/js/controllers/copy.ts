import { Controller } from "@hotwired/stimulus";

export class Copy extends Controller<HTMLElement> {
  static override values = { text: String, done: String };
  declare readonly textValue: string;
  declare readonly doneValue: string;

  async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.textValue);
    const label = this.element.textContent;
    this.element.textContent = this.doneValue;
    setTimeout(() => (this.element.textContent = label), 2000);
  }
}
