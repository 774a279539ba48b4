// Text becomes terms the same way when it is stored and when it is asked for, so both sides may lose the same: case, accents, width,
// what stands between words. Languages without blanks between words are cut into pairs of letters; asking for three letters then
// means both of their pairs.

const maxTermLength = 40;
const maxTerms = 2000;
const maxText = 200_000;

const words = /[\p{L}\p{N}\p{M}]+/gu;
const unspacedLetter =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー";
const runs = new RegExp(`[${unspacedLetter}]+|[^${unspacedLetter}]+`, "gu");
const isUnspaced = new RegExp(`^[${unspacedLetter}]`, "u");
// Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and the stroke that stretches a word.
const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/g;
const letters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
  ς: "σ",
  þ: "th",
};

/** Folds what a reader takes for the same letter. */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(accents, "")
    .normalize("NFC")
    .replace(/[ßæœøđłıςþ]/g, (letter) => letters[letter] ?? letter);
}

/** The distinct terms of a text that is stored; at most 2,000, of its first 200,000 characters. */
export function termsOf(text: string): string[] {
  const terms = new Set<string>();
  for (const part of parts(text)) {
    if (isUnspaced.test(part)) {
      for (const pair of pairs(part)) terms.add(pair);
      // So that one letter finds every text with it: as the beginning of a pair, or as the end of a run.
      terms.add([...part].at(-1) ?? part);
    } else terms.add(cut(part));
    if (terms.size >= maxTerms) break;
  }
  return [...terms].slice(0, maxTerms);
}

const maxQueryWords = 8;

/** The terms that a question asks for, all of them, in its order; the last one may be the beginning of a word. */
export function termsAsked(query: string): string[] {
  const terms = new Set<string>();
  for (const part of parts(query.slice(0, 500)))
    for (const term of isUnspaced.test(part) ? pairs(part) : [cut(part)]) terms.add(term);
  return [...terms].slice(0, maxQueryWords);
}

function* parts(text: string): Generator<string> {
  for (const [word] of fold(text.slice(0, maxText)).matchAll(words))
    for (const [part] of word.matchAll(runs)) yield part;
}

function pairs(run: string): string[] {
  const signs = [...run];
  return signs.length === 1 ? [run] : signs.slice(1).map((sign, at) => (signs[at] ?? "") + sign);
}

const cut = (word: string) =>
  word.length <= maxTermLength ? word : [...word].slice(0, maxTermLength).join("");
