import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

/** After this long in the background the stream is given back; the page catches up when it is looked at again. */
const hiddenFor = 60_000;

/** Keeps the page true: follows the server's event stream and asks Turbo to morph the page when something changed. */
export class Live extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private source: EventSource | null = null;
  private timers = { reconnect: 0, refresh: 0, hide: 0 };
  private failures = 0;
  private missed = false;

  override connect(): void {
    document.addEventListener("visibilitychange", this.visibility);
    addEventListener("pagehide", this.close);
    addEventListener("pageshow", this.open);
  }

  override disconnect(): void {
    document.removeEventListener("visibilitychange", this.visibility);
    removeEventListener("pagehide", this.close);
    removeEventListener("pageshow", this.open);
    this.close();
  }

  urlValueChanged(): void {
    this.close();
    this.open();
  }

  private readonly open = () => {
    if (!this.urlValue || this.source) return;
    const source = new EventSource(this.urlValue);
    this.source = source;
    source.addEventListener("open", () => {
      this.failures = 0;
      if (this.missed) this.refresh();
      this.missed = false;
    });
    source.addEventListener("refresh", this.refresh);
    source.addEventListener("presence", (event: MessageEvent<string>) =>
      showPresence(JSON.parse(event.data) as Presence),
    );
    // A node that is stopping sends its readers away one by one, so that they do not all arrive at the next at once.
    source.addEventListener("reconnect", () => this.reconnect(Math.random() * 3000));
    source.addEventListener("error", () =>
      this.reconnect(Math.random() * Math.min(30_000, 1000 * 2 ** this.failures++)),
    );
  };

  private readonly close = () => {
    this.source?.close();
    this.source = null;
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  };

  private reconnect(delay: number): void {
    this.close();
    this.missed = true;
    this.timers.reconnect = window.setTimeout(this.open, delay);
  }

  // A visit would abort a form that is being sent or a page that is being opened: it waits for them.
  private readonly refresh = () => {
    clearTimeout(this.timers.refresh);
    this.timers.refresh = window.setTimeout(() => {
      if (document.querySelector("html[aria-busy], form[aria-busy]")) this.refresh();
      else visit(location.href, { action: "replace" });
    }, 250);
  };

  private readonly visibility = () => {
    clearTimeout(this.timers.hide);
    if (document.hidden) {
      this.timers.hide = window.setTimeout(() => {
        this.missed = true;
        this.close();
      }, hiddenFor);
    } else this.open();
  };
}

interface Presence {
  readonly writing?: readonly string[];
  readonly viewing?: readonly string[];
}

function showPresence({ writing = [], viewing = [] }: Presence): void {
  const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
  const say = (names: readonly string[], one = "", many = one) =>
    names.length ? (names.length === 1 ? one : many).replace("{names}", list.format(names)) : "";
  for (const place of document.querySelectorAll<HTMLElement>("[data-live-presence]")) {
    const { writing: writes, writingMany, viewing: views, viewingMany } = place.dataset;
    place.textContent = [say(writing, writes, writingMany), say(viewing, views, viewingMany)]
      .filter(Boolean)
      .join(" · ");
  }
}
