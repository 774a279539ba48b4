import { Controller } from "@hotwired/stimulus";
import { keepAttributes, keepElement } from "../morph.ts";

/** Suggestions while typing: an ARIA combobox over a search box, or a quiet list of links under a field. */
export class Suggest extends Controller<HTMLElement> {
  static override targets = ["input"];
  static override values = { url: String, list: Boolean, count: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly hasInputTarget: boolean;
  declare readonly urlValue: string;
  declare readonly listValue: boolean;
  declare readonly countValue: string;
  private readonly panel = keepElement(document.createElement("div"));
  private readonly status = keepElement(document.createElement("p"));
  private timer = 0;
  private fetching = new AbortController();

  override connect(): void {
    this.panel.hidden = true;
    this.panel.className = this.listValue ? "suggest-panel" : "suggest-panel suggest-float";
    this.status.className = "visually-hidden";
    this.status.role = "status";
    this.element.append(this.panel, this.status);
    this.panel.addEventListener("click", this.choose);
    if (this.listValue) return;
    this.panel.role = "listbox";
    this.panel.ariaLabel = this.input.ariaLabel;
    const combobox = {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.panel.id,
      "aria-autocomplete": "list",
    };
    for (const [name, value] of Object.entries(combobox)) this.input.setAttribute(name, value);
    keepAttributes(this.input, ...Object.keys(combobox), "aria-activedescendant");
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    this.fetching.abort();
    this.panel.remove();
    this.status.remove();
  }

  type(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(this.input.value.trim()), 200);
  }

  key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !this.panel.hidden) {
      event.preventDefault();
      this.show("");
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.options.length === 0) return;
      event.preventDefault();
      this.select(this.options.indexOf(this.selected as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && this.selected) {
      event.preventDefault();
      this.selected.click();
    }
  }

  leave(): void {
    // Late enough for a click on a suggestion to arrive first.
    this.timer = window.setTimeout(() => this.show(""), 200);
  }

  /** A suggestion with a value fills the field instead of leading away from what was typed. */
  private readonly choose = (event: MouseEvent) => {
    const value = (event.target as Element).closest<HTMLElement>("[data-value]")?.dataset["value"];
    if (value === undefined) return;
    event.preventDefault();
    this.input.value = value;
    this.input.focus();
    this.show("");
    // Not the controller's own event: it would ask for suggestions again.
    clearTimeout(this.timer);
  };

  private get input(): HTMLInputElement {
    return this.hasInputTarget ? this.inputTarget : (this.element.querySelector("input") as HTMLInputElement);
  }

  private get options(): HTMLElement[] {
    return [...this.panel.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private get selected(): HTMLElement | null {
    return this.panel.querySelector("[aria-selected=true]");
  }

  private async fetch(query: string): Promise<void> {
    this.fetching.abort();
    if (query.length < 2) return this.show("");
    this.fetching = new AbortController();
    const url = new URL(this.urlValue, location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { signal: this.fetching.signal, headers: { Accept: "text/html" } });
      this.show(answer.ok ? await answer.text() : "");
    } catch {
      // Overtaken by the next letter, or offline: no suggestions.
    }
  }

  private show(html: string): void {
    const fragment = new DOMParser().parseFromString(html, "text/html").body;
    const links = [...fragment.querySelectorAll("a")];
    this.panel.replaceChildren(...fragment.childNodes);
    this.panel.hidden = links.length === 0;
    this.status.textContent = links.length ? this.countValue.replace("{count}", String(links.length)) : "";
    if (this.listValue) return;
    for (const holder of this.panel.querySelectorAll("ul, li")) holder.role = "presentation";
    for (const [index, link] of links.entries()) {
      link.role = "option";
      link.id = `${this.panel.id}-${index}`;
      link.tabIndex = -1;
      link.ariaSelected = "false";
    }
    this.input.setAttribute("aria-expanded", String(links.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  private select(index: number): void {
    const { options } = this;
    const chosen = options[(index + options.length) % options.length];
    for (const option of options) option.ariaSelected = String(option === chosen);
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
  }
}
