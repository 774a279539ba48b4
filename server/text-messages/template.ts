// What an administrator writes down for a gateway has places for the number, the text and the secret. Whatever stands in them is put in
// the way of its surroundings, so that no text can end a JSON string, add a parameter or begin another header.

export interface Filling {
  /** +491711234567 */
  readonly mobile: string;
  readonly text: string;
  readonly secret: string;
}

type Surroundings = "url" | "form" | "json" | "xml" | "header" | "plain";

const escapes: Record<Surroundings, (text: string) => string> = {
  url: encodeURIComponent,
  form: encodeURIComponent,
  json: (text) => JSON.stringify(text).slice(1, -1),
  xml: (text) => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  header: (text) => text.replace(/[^\x20-\x7e]/g, " "),
  plain: (text) => text,
};

/** Fills {mobile}, {digits} (the number without its plus), {text} and {secret}. */
export function fill(
  template: string,
  { mobile, text, secret }: Filling,
  surroundings: Surroundings,
): string {
  const values: Record<string, string> = { mobile, digits: mobile.replace(/\D/g, ""), text, secret };
  return template.replace(/\{(mobile|digits|text|secret)\}/g, (place, name: string) =>
    name in values ? escapes[surroundings](values[name] ?? "") : place,
  );
}

/** How a body must be written, by its content type. */
export function surroundingsOf(contentType: string): Surroundings {
  if (/json/i.test(contentType)) return "json";
  if (/xml/i.test(contentType)) return "xml";
  return /x-www-form-urlencoded/i.test(contentType) ? "form" : "plain";
}

/** `Name: value`, one a line. */
export const headerLines = (text: string): readonly (readonly [string, string])[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    });
