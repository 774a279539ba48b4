import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { projectRoot } from "./project.ts";

export type TextValues = Record<string, string | number | Date>;
/** Puts a text key into the reader's words. @throws Error for a key that no catalogue has: found by the tests, not by a reader. */
export type Translate = (key: string, values?: TextValues) => string;

export const defaultLocale = "en";

interface Catalogue {
  readonly texts: Map<string, string>;
  readonly compiled: Map<string, IntlMessageFormat>;
}

const catalogues = new Map<string, Catalogue>();

function catalogue(locale: string): Catalogue {
  let found = catalogues.get(locale);
  if (!found) {
    const folder = join(projectRoot, "config/languages", locale);
    const texts = new Map<string, string>();
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
      for (const [key, text] of Object.entries(
        JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, string>,
      )) {
        if (texts.has(key)) throw new Error(`the text ${key} stands in two files of ${folder}`);
        texts.set(key, text);
      }
    catalogues.set(locale, (found = { texts, compiled: new Map() }));
  }
  return found;
}

/** The languages that there are catalogues of. */
export const languages: readonly string[] = readdirSync(join(projectRoot, "config/languages")).sort();

/** All keys of a language; read by the tests. */
export const textKeys = (locale: string) => [...catalogue(locale).texts.keys()];

const translators = new Map<string, Translate>();

/** Texts are ICU messages (plural, select) in config/languages/<locale>/<capability>.json, read once. */
export function translator(locale: string): Translate {
  let t = translators.get(locale);
  if (!t) translators.set(locale, (t = (key, values) => format(locale, key, values)));
  return t;
}

function format(locale: string, key: string, values: TextValues | undefined): string {
  const { texts, compiled } = catalogue(locale);
  const text = texts.get(key);
  if (text === undefined) throw new Error(`no text for ${key} in ${locale}`);
  if (!text.includes("{")) return text;
  let message = compiled.get(key);
  if (!message)
    compiled.set(key, (message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })));
  return String(message.format(values));
}

/** Languages written from right to left; a page needs nothing else to mirror itself. */
export const direction = (locale: string): "ltr" | "rtl" => (/^(ar|he|fa|ur)\b/.test(locale) ? "rtl" : "ltr");
