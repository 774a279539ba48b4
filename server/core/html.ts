import sanitizeHtml from "sanitize-html";
import { htmlToText } from "./plain-text.ts";

export { excerptOf, htmlToText, isBlankHtml } from "./plain-text.ts";

// Invariant: what cleanHtml returns holds only the tags below, balanced, without attributes but a link's address. It is what
// is stored and shown as it is, so nothing else may put HTML into a page. Every function here is linear in its input, which
// is cut at maxInput: a message of 20,000 links, of 100,000 open tags or of a megabyte of blanks costs milliseconds.
const maxInput = 500_000;
/** Elements open at once in the input. More is no text that a person wrote, and makes the parser quadratic. */
const maxOpen = 300;
/** Elements inside of each other in the result; deeper ones keep their text only. */
const maxNesting = 60;
const maxAddress = 2000;

const tags =
  "p div br strong b em i u s del a ul ol li blockquote pre code h2 h3 h4 hr table thead tbody tr th td".split(
    " ",
  );
const headings = { h1: "h2", h5: "h4", h6: "h4" };

class TooDeep extends Error {}

/**
 * Whether HTML holds what acts: scripts, frames, forms, styles, event handlers, script addresses. cleanHtml drops it; a form in which an
 * administrator writes says so instead of losing it without a word.
 */
export function activeContentIn(html: string): boolean {
  let found = false;
  const look = (tagName: string, attribs: sanitizeHtml.Attributes) => {
    found ||= activeTags.has(tagName) || Object.entries(attribs).some(isActive);
    return { tagName, attribs };
  };
  sanitizeHtml(html.slice(0, maxInput), {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    transformTags: { "*": look },
  });
  return found;
}

const activeTags = new Set(
  "script style iframe frame object embed applet form input button textarea select link meta base svg math template".split(
    " ",
  ),
);
const isActive = ([name, value]: [string, string]): boolean =>
  name.startsWith("on") ||
  name === "style" ||
  (/^(href|src|action|formaction|xlink:href)$/.test(name) &&
    // Browsers skip control signs and blanks in a scheme.
    // eslint-disable-next-line no-control-regex
    /^(javascript|data|vbscript):/i.test(value.replace(/[\u0000-\u0020]+/g, "")));

/** Makes foreign HTML safe to show. Scripts, styles, pictures and every attribute but a link's address are dropped; text stays. */
export function cleanHtml(html: string): string {
  const input = html.length > maxInput ? html.slice(0, maxInput) : html;
  let open = 0;
  try {
    return sanitizeHtml(input, {
      allowedTags: tags,
      allowedAttributes: { a: ["href", "rel", "target"] },
      allowedSchemes: ["http", "https", "mailto", "tel"],
      allowProtocolRelative: false,
      disallowedTagsMode: "discard",
      nestingLimit: maxNesting,
      nonTextTags: [
        "script",
        "style",
        "textarea",
        "option",
        "xmp",
        "noscript",
        "title",
        "iframe",
        "template",
        "svg",
        "math",
        "object",
        "noembed",
        "noframes",
        "plaintext",
      ],
      transformTags: { ...headings, a: link },
      onOpenTag: () => {
        if (++open > maxOpen) throw new TooDeep();
      },
      onCloseTag: () => void open--,
    }).trim();
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return textToHtml(htmlToText(input));
  }
}

/** Only whole addresses: a relative one would lead elsewhere in each mail and portal. Others keep their text. */
function link(_tag: string, { href = "" }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const address = safeAddress(href);
  if (address === null) return { tagName: "span", attribs: {} };
  return { tagName: "a", attribs: { href: address, rel: "noopener nofollow ugc", target: "_blank" } };
}

function safeAddress(href: string): string | null {
  if (href.length > maxAddress || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text as HTML shows it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** Typed text as clean HTML: paragraphs, line breaks, web addresses as links. */
export function textToHtml(text: string): string {
  const paragraphs: string[][] = [[]];
  for (const line of text.slice(0, maxInput).split(/\r\n|\r|\n/)) {
    if (line.trim() === "") paragraphs.push([]);
    else paragraphs.at(-1)?.push(withLinks(line));
  }
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `<p>${lines.join("<br>")}</p>`)
    .join("");
}

function withLinks(line: string): string {
  let html = "";
  let end = 0;
  for (const match of line.matchAll(/\bhttps?:\/\/[^\s<>"]{1,2000}/g)) {
    // The full stop after an address ends the sentence, not the address.
    const shown = match[0].slice(0, lengthWithoutPunctuation(match[0]));
    const address = safeAddress(shown);
    html += escapeHtml(line.slice(end, match.index));
    end = match.index + (address === null ? 0 : shown.length);
    if (address !== null)
      html += `<a href="${escapeHtml(address)}" rel="noopener nofollow ugc" target="_blank">${escapeHtml(shown)}</a>`;
  }
  return html + escapeHtml(line.slice(end));
}

function lengthWithoutPunctuation(address: string): number {
  let length = address.length;
  const opened = address.includes("(");
  while (
    length > 0 &&
    (".,;:!?'*_".includes(address.charAt(length - 1)) || (!opened && address.charAt(length - 1) === ")"))
  )
    length--;
  return length;
}

/** A body as a form's rich-text field posts it, as clean HTML. */
export const bodyOf = ({
  body,
  format,
}: {
  readonly body: string;
  readonly format: "text" | "html";
}): string => (format === "html" ? cleanHtml(body) : textToHtml(body));
