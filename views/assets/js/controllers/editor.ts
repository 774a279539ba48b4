import { Controller } from "@hotwired/stimulus";
import { keepAttributes, keepElement } from "../morph.ts";
import type { RichText } from "../rich-text.ts";
import { onAccepted } from "../submissions.ts";
import { Toolbar } from "../toolbar.ts";

/** Turns a textarea into a rich-text editor. The editor itself is loaded only where there is something to write. */
export class Editor extends Controller<HTMLElement> {
  static override targets = ["source", "format", "bar"];
  declare readonly sourceTarget: HTMLTextAreaElement;
  declare readonly hasSourceTarget: boolean;
  declare readonly formatTarget: HTMLInputElement;
  declare readonly barTarget: HTMLTemplateElement;
  private text: RichText | null = null;
  private box: HTMLElement | null = null;

  override connect(): void {
    this.element.addEventListener("editor:insert", this.insert);
    void this.upgrade();
  }

  override disconnect(): void {
    this.element.removeEventListener("editor:insert", this.insert);
    this.text?.destroy();
    this.box?.remove();
    this.text = this.box = null;
    // A morph may have taken the field out already.
    if (this.hasSourceTarget) this.sourceTarget.hidden = false;
  }

  private async upgrade(): Promise<void> {
    const { RichText } = await import("../rich-text.ts");
    // The reader may have gone on, or a morph may have connected twice, while the editor was loading.
    if (!this.element.isConnected || this.box) return;
    const plain = this.sourceTarget;
    const hadFocus = plain === document.activeElement;
    // A copy takes its place: whatever holds on to the plain field (a browser extension, a test) finds it gone rather than hidden.
    const source = plain.cloneNode(true) as HTMLTextAreaElement;
    source.value = plain.value;
    plain.replaceWith(source);
    const area = this.area();
    this.box = keepElement(document.createElement("div"));
    this.box.className = "editor";
    this.box.append(this.barTarget.content.cloneNode(true), area);
    this.box.toggleAttribute("data-invalid", source.ariaInvalid === "true");
    source.after(this.box);
    source.hidden = true;
    keepAttributes(source, "hidden", "value");
    keepAttributes(this.formatTarget, "value");
    const toolbar = new Toolbar(this.box);
    const text = new RichText(area, this.changed, toolbar.update, toolbar.undoable);
    toolbar.serve(text, this.box);
    this.text = text;
    this.load();
    source.addEventListener("draft:restored", this.load);
    if (source.form) onAccepted(source.form, this.clear);
    if (hadFocus || source.autofocus) text.focus();
  }

  private area(): HTMLElement {
    const area = document.createElement("div");
    area.className = "editor-area";
    area.dir = "auto";
    const source = this.sourceTarget;
    const attributes = {
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": `${source.id}-label`,
      "aria-required": source.ariaRequired,
      "aria-invalid": source.ariaInvalid,
      "aria-describedby": source.getAttribute("aria-describedby"),
    };
    for (const [name, value] of Object.entries(attributes)) if (value) area.setAttribute(name, value);
    area.addEventListener("keydown", this.keyed, { capture: true });
    document.getElementById(`${source.id}-label`)?.addEventListener("click", () => this.text?.focus());
    return area;
  }

  private readonly load = () => {
    if (!this.text || !this.hasSourceTarget) return;
    this.text.value = this.sourceTarget.value;
    this.write();
  };

  // The answer to a submission may have replaced the whole form before its end is announced.
  private readonly clear = () => {
    if (!this.hasSourceTarget) return;
    this.sourceTarget.value = "";
    this.load();
  };

  private write(): void {
    if (!this.text || !this.hasSourceTarget) return;
    this.sourceTarget.value = this.text.value;
    this.formatTarget.value = "html";
  }

  private readonly changed = () => {
    if (!this.hasSourceTarget) return;
    this.write();
    this.sourceTarget.dispatchEvent(new Event("input", { bubbles: true }));
  };

  private readonly insert = (event: Event) => {
    const html = (event as CustomEvent<string>).detail;
    if (this.text) this.text.insert(html);
    else this.sourceTarget.value += new DOMParser().parseFromString(html, "text/html").body.textContent;
    this.changed();
  };

  private readonly keyed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      this.sourceTarget.form?.requestSubmit();
    }
  };
}
