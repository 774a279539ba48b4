import Squire from "squire-rte";

/** The allow-list of the editor itself. The server sanitises what it receives with its own; this one keeps pastes tidy. */
const allowed: Record<string, readonly string[]> = Object.fromEntries(
  "p div br b strong i em u s del ul ol li blockquote pre code h1 h2 h3 h4 hr table thead tbody tr td th span"
    .split(" ")
    .map((tag) => [tag, []]),
);
allowed["a"] = ["href"];
const safeAddress = /^(https?:|mailto:|tel:|\/(?!\/))/i;

function clean(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll("script, style, template, iframe, object, svg, math, head"))
    element.remove();
  for (const element of [...parsed.body.querySelectorAll("*")]) {
    const attributes = allowed[element.localName];
    if (!attributes) element.replaceWith(...element.childNodes);
    else
      for (const { name, value } of [...element.attributes])
        if (!attributes.includes(name) || !safeAddress.test(value)) element.removeAttribute(name);
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.body.childNodes].map((node) => document.adoptNode(node)));
  return fragment;
}

const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const paragraphs = (text: string) =>
  text
    .split(/\n{2,}/)
    .map((part) => `<p>${escape(part).replaceAll("\n", "<br>")}</p>`)
    .join("");

/** What this editor wrote begins with a block; anything else was typed into the plain field. */
const isHtml = (value: string) => /^<(p|div|ul|ol|blockquote|pre|h\d)\b/i.test(value.trim());

const formats = {
  bold: "b",
  italic: "i",
  strike: "s",
  link: "a",
  bullets: "ul",
  numbers: "ol",
  quote: "blockquote",
  code: "pre",
} as const;
export type Format = keyof typeof formats;
export type Command = Format | "undo" | "redo";

/** A Squire editor behind the names of our toolbar's buttons. */
export class RichText {
  private readonly squire: Squire;

  constructor(
    area: HTMLElement,
    changed: () => void,
    moved: () => void,
    undoable: (state: { canUndo: boolean; canRedo: boolean }) => void,
  ) {
    this.squire = new Squire(area, {
      blockTag: "P",
      sanitizeToDOMFragment: clean,
      didError: () => undefined,
    });
    this.squire.addEventListener("input", changed);
    for (const event of ["pathChange", "select", "cursor"]) this.squire.addEventListener(event, moved);
    this.squire.addEventListener("undoStateChange", (event) =>
      undoable((event as CustomEvent<{ canUndo: boolean; canRedo: boolean }>).detail),
    );
  }

  destroy(): void {
    this.squire.destroy();
  }

  /** Empty when nothing is to be read: an empty paragraph is no message. */
  get value(): string {
    const root = this.squire.getRoot();
    return root.textContent.trim() === "" && !root.querySelector("hr, table")
      ? ""
      : this.squire.getHTML().replace(/(<(p|div)><br><\/\2>)+$/, "");
  }

  set value(value: string) {
    this.squire.setHTML(isHtml(value) ? value : paragraphs(value));
  }

  insert(html: string): void {
    this.squire.focus();
    this.squire.insertHTML(isHtml(html) ? html : paragraphs(html));
  }

  focus(): void {
    this.squire.focus();
  }

  has(format: Format): boolean {
    return this.squire.hasFormat(formats[format]) || (format === "code" && this.squire.hasFormat("code"));
  }

  link(address: string): void {
    const url = safeAddress.test(address) ? address : `https://${address}`;
    if (this.squire.getSelectedText() === "")
      this.squire.insertHTML(`<a href="${escape(url).replaceAll('"', "&quot;")}">${escape(address)}</a>`);
    else this.squire.makeLink(url);
  }

  toggle(command: Command): void {
    const { squire } = this;
    const on = command !== "undo" && command !== "redo" && this.has(command);
    const deeds = {
      bold: () => (on ? squire.removeBold() : squire.bold()),
      italic: () => (on ? squire.removeItalic() : squire.italic()),
      strike: () => (on ? squire.removeStrikethrough() : squire.strikethrough()),
      link: () => squire.removeLink(),
      bullets: () => (on ? squire.removeList() : squire.makeUnorderedList()),
      numbers: () => (on ? squire.removeList() : squire.makeOrderedList()),
      quote: () => (on ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel()),
      code: () => squire.toggleCode(),
      undo: () => squire.undo(),
      redo: () => squire.redo(),
    };
    deeds[command]();
    squire.focus();
  }
}
