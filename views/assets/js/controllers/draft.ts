import { Controller } from "@hotwired/stimulus";
import { post } from "../http.ts";
import { onAccepted } from "../submissions.ts";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * What was typed survives a reload, a sign-in that ran out and a failover: a copy in this browser within a second,
 * and one on the server every few seconds and on leaving.
 */
export class Draft extends Controller<HTMLFormElement> {
  static override targets = ["state"];
  static override values = { key: String, fields: String, url: String, saved: String };
  declare readonly stateTarget: HTMLElement;
  declare readonly hasStateTarget: boolean;
  declare readonly keyValue: string;
  declare readonly fieldsValue: string;
  declare readonly urlValue: string;
  declare readonly savedValue: string;
  private localTimer = 0;
  private serverTimer = 0;

  override connect(): void {
    this.restore();
    this.element.addEventListener("input", this.changed);
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.hidden);
    onAccepted(this.element, this.forget);
  }

  override disconnect(): void {
    this.leave();
    this.element.removeEventListener("input", this.changed);
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.hidden);
  }

  private get names(): string[] {
    return this.fieldsValue.split(" ").flatMap((name) => [name, `${name}Format`]);
  }

  private field(name: string): Field | null {
    const field = this.element.elements.namedItem(name);
    return field instanceof HTMLElement && "value" in field ? (field as Field) : null;
  }

  private get entries(): [string, string][] {
    return this.names.flatMap((name) => {
      const field = this.field(name);
      return field ? [[name, field.value] satisfies [string, string]] : [];
    });
  }

  private get isEmpty(): boolean {
    return this.entries.every(([name, value]) => name.endsWith("Format") || value.trim() === "");
  }

  private restore(): void {
    const text = localStorage.getItem(this.keyValue);
    if (!text || !this.isEmpty) return;
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, string>).reverse()) {
      const field = this.field(name);
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
    }
    this.say(this.savedValue);
  }

  private readonly changed = () => {
    this.say("");
    clearTimeout(this.localTimer);
    this.localTimer = window.setTimeout(this.saveHere, 500);
    if (this.urlValue) this.serverTimer ||= window.setTimeout(() => void this.saveThere(), 5000);
  };

  private readonly saveHere = () => {
    this.localTimer = 0;
    try {
      if (this.isEmpty) localStorage.removeItem(this.keyValue);
      else localStorage.setItem(this.keyValue, JSON.stringify(Object.fromEntries(this.entries)));
      this.say(this.isEmpty ? "" : this.savedValue);
    } catch {
      // The browser's storage is full or forbidden; the server's copy remains.
    }
  };

  private async saveThere(keepalive = false): Promise<void> {
    clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    const answer = await post(this.urlValue, this.entries, keepalive).catch(() => null);
    if (answer?.ok && !this.isEmpty) this.say(this.savedValue);
  }

  private readonly leave = () => {
    if (this.localTimer) {
      clearTimeout(this.localTimer);
      this.saveHere();
    }
    if (this.serverTimer) void this.saveThere(true);
  };

  private readonly hidden = () => {
    if (document.hidden) this.leave();
  };

  private readonly forget = () => {
    clearTimeout(this.localTimer);
    clearTimeout(this.serverTimer);
    this.localTimer = this.serverTimer = 0;
    localStorage.removeItem(this.keyValue);
    this.say("");
  };

  private say(text: string): void {
    if (this.hasStateTarget) this.stateTarget.textContent = text;
  }
}
