import type { Command, Format, RichText } from "./rich-text.ts";

/** The editor's buttons: one stop in the tab order, arrows between them (the ARIA toolbar pattern). */
export class Toolbar {
  private readonly buttons: HTMLButtonElement[];
  private readonly linkBox: HTMLElement | null;
  private readonly address: HTMLInputElement | null;
  private text: RichText | null = null;

  constructor(box: HTMLElement) {
    this.buttons = [...box.querySelectorAll<HTMLButtonElement>("[role=toolbar] button")];
    this.linkBox = box.querySelector(".editor-link");
    this.address = box.querySelector(".editor-link input");
    for (const [index, button] of this.buttons.entries()) button.tabIndex = index === 0 ? 0 : -1;
    box
      .querySelector("[role=toolbar]")
      ?.addEventListener("keydown", (event) => this.walk(event as KeyboardEvent));
    this.address?.addEventListener("keydown", this.addressKey);
  }

  serve(text: RichText, box: HTMLElement): void {
    this.text = text;
    box.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-command]");
      if (button) this.press(button.dataset["command"] ?? "");
    });
    // Pressing a button must not take the selection away from the text.
    box.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("[role=toolbar]")) event.preventDefault();
    });
  }

  readonly update = () => {
    for (const button of this.buttons)
      if (button.ariaPressed)
        button.ariaPressed = String(this.text?.has(button.dataset["command"] as Format) ?? false);
  };

  readonly undoable = ({ canUndo, canRedo }: { canUndo: boolean; canRedo: boolean }) => {
    for (const button of this.buttons) {
      if (button.dataset["command"] === "undo") button.disabled = !canUndo;
      if (button.dataset["command"] === "redo") button.disabled = !canRedo;
    }
  };

  private press(command: string): void {
    if (command === "apply-link") this.link(this.address?.value.trim() ?? "");
    else if (command === "cancel-link") this.link("");
    else if (command === "link" && !this.text?.has("link")) this.askAddress();
    else this.text?.toggle(command as Command);
    this.update();
  }

  private askAddress(): void {
    if (!this.linkBox || !this.address) return;
    this.linkBox.hidden = false;
    this.address.value = "";
    this.address.focus();
  }

  private link(address: string): void {
    if (this.linkBox) this.linkBox.hidden = true;
    this.text?.focus();
    if (address) this.text?.link(address);
  }

  private readonly addressKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.link(event.key === "Enter" ? (this.address?.value.trim() ?? "") : "");
  };

  private walk(event: KeyboardEvent): void {
    const usable = this.buttons.filter((button) => !button.disabled);
    const at = usable.indexOf(document.activeElement as HTMLButtonElement);
    const forward =
      getComputedStyle(event.currentTarget as Element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at - 1,
      [forward]: at + 1,
      Home: 0,
      End: usable.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = usable[(step + usable.length) % usable.length];
    for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  }
}
