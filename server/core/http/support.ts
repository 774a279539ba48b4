/** Whom a page's readers ask for help: the administrator's own words, with the first address in them as a link. */
export interface Support {
  readonly before: string;
  readonly text: string;
  /** Null when there is no address in the words. */
  readonly url: string | null;
  readonly after: string;
}

const patterns: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/, (found) => found],
  [/[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[\p{L}\d-]*[\p{L}\d]/u, (found) => `mailto:${found}`],
  [/\+?\d[\d ()/-]{5,}\d/, (found) => `tel:${found.replace(/[^+\d]/g, "")}`],
];

/** From "Service desk, help@example.com, or +49 30 1234567": words, and what can be clicked in them. Null for no words. */
export function supportOf(contact: string): Support | null {
  const words = contact.trim();
  if (words === "") return null;
  for (const [pattern, url] of patterns) {
    const found = pattern.exec(words);
    if (!found) continue;
    const [text] = found;
    const end = found.index + text.length;
    return { before: words.slice(0, found.index), text, url: url(text), after: words.slice(end) };
  }
  return { before: "", text: words, url: null, after: "" };
}
