// Invariant: one pass over the input, one piece at a time, nothing looked at twice; so any input is linear.
const maxInput = 500_000;
const maxAddress = 2000;

/** What a tag does to the lines around it. */
const blocks = new Set(
  "p div ul ol li blockquote pre h1 h2 h3 h4 h5 h6 hr table tr section article".split(" "),
);
const apart = new Set("p ul ol blockquote pre h2 h3 h4 table".split(" "));
const unread = new Set(["script", "style", "title", "template"]);

/** Lines of text, built from pieces: asking the text so far how it ends would copy it at each step. */
class Lines {
  readonly pieces: string[] = [];
  #end = "\n\n";
  quotes = 0;

  write(words: string): void {
    if (words === "") return;
    const piece =
      this.quotes > 0 && this.#end.endsWith("\n") ? "> ".repeat(Math.min(this.quotes, 5)) + words : words;
    this.pieces.push(piece);
    this.#end = (this.#end + piece.slice(-2)).slice(-2);
  }
  flow(words: string): void {
    const single = words.replace(/\s+/g, " ");
    this.write(/\s$/.test(this.#end) && single.startsWith(" ") ? single.slice(1) : single);
  }
  break(): void {
    this.pieces.push("\n");
    this.#end = (this.#end + "\n").slice(-2);
  }
  newLine(gap: boolean): void {
    if (!this.#end.endsWith("\n")) this.break();
    if (gap && this.#end !== "\n\n") this.break();
  }
}

/** HTML as text: for mails, search and excerpts. Links keep their address behind their words, lists and quotes their signs. */
export function htmlToText(html: string): string {
  const input = html.slice(0, maxInput);
  const lines = new Lines();
  let pre = 0;
  let skip: string | null = null;
  let link: { href: string; from: number } | null = null;
  for (let at = 0; at < input.length;) {
    if (input.charAt(at) !== "<") {
      const next = input.indexOf("<", at);
      const words = decode(input.slice(at, next < 0 ? input.length : next));
      at = next < 0 ? input.length : next;
      if (skip !== null) continue;
      if (pre === 0) lines.flow(words);
      else
        for (const [index, line] of words.split("\n").entries()) {
          if (index > 0) lines.break();
          lines.write(line.trimEnd());
        }
      continue;
    }
    const end = input.indexOf(">", at);
    if (end < 0) break;
    const [, slash, name = ""] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(input.slice(at, at + 20)) ?? [];
    const tag = name.toLowerCase();
    const opens = slash === "";
    const attributes = opens && tag === "a" ? input.slice(at, Math.min(end, at + 3 * maxAddress)) : "";
    at = end + 1;
    if (unread.has(tag)) skip = opens ? tag : null;
    if (skip !== null) continue;
    if (tag === "br") lines.break();
    else if (tag === "a" && opens)
      link = { href: decode(/href="([^"]*)"/.exec(attributes)?.[1] ?? ""), from: lines.pieces.length };
    else if (tag === "a" && link) {
      if (link.href !== "" && !sameAddress(link.href, lines.pieces.slice(link.from).join("")))
        lines.write(` <${link.href}>`);
      link = null;
    } else if ((tag === "td" || tag === "th") && !opens) lines.write("  ");
    else if (blocks.has(tag)) {
      lines.newLine(!opens && apart.has(tag));
      if (tag === "blockquote") lines.quotes = Math.max(0, lines.quotes + (opens ? 1 : -1));
      if (tag === "pre") pre = Math.max(0, pre + (opens ? 1 : -1));
      if (tag === "li" && opens) lines.write("- ");
      if (tag === "hr") lines.write("----------\n");
    }
  }
  return tidy(lines.pieces.join(""));
}

const tidy = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

const bare = (address: string) => address.trim().replace(/^(mailto|tel):|\/$/g, "");
const sameAddress = (href: string, shown: string) => bare(href) === bare(shown);

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const decode = (html: string): string =>
  html.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? all;
      const code = decimal === undefined ? parseInt(hex ?? "0", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    },
  );

/** True when clean HTML has nothing to read: empty paragraphs, blanks, invisible signs. */
export const isBlankHtml = (html: string): boolean => !/[^\s\p{Cf}\u2800\u3164]/u.test(htmlToText(html));

/** The beginning of clean HTML in one line, cut between words. */
export function excerptOf(html: string, max: number): string {
  const text = htmlToText(html.slice(0, max * 20))
    .replace(/^> /gm, "")
    .replace(/\s+/g, " ");
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > max / 2 ? space : max).trimEnd()}…`;
}
