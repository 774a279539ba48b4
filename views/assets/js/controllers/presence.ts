import { Controller } from "@hotwired/stimulus";
import { post } from "../http.ts";

const beat = 10_000;

/** Tells the others that someone is writing here, at most every ten seconds, and when they stopped. */
export class Presence extends Controller<HTMLFormElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private toldAt = 0;
  private idle = 0;

  override connect(): void {
    this.element.addEventListener("input", this.writing);
  }

  override disconnect(): void {
    clearTimeout(this.idle);
    this.element.removeEventListener("input", this.writing);
  }

  private readonly writing = () => {
    clearTimeout(this.idle);
    this.idle = window.setTimeout(() => this.tell("viewing"), 2 * beat);
    if (Date.now() - this.toldAt >= beat) this.tell("writing");
  };

  private tell(state: "writing" | "viewing"): void {
    this.toldAt = state === "writing" ? Date.now() : 0;
    // Presence is a courtesy: when it cannot be told, nobody is bothered.
    post(this.urlValue, [["state", state]]).catch(() => undefined);
  }
}
