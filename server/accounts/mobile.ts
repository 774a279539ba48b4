import type * as Library from "libphonenumber-js/min";
import { lazily } from "../core/lazily.ts";

const library = lazily<typeof Library>("libphonenumber-js/min");

/** A number as it is stored and compared: E.164, one spelling for each. Null for what cannot be a number. */
export function mobileOf(typed: string, country: string): string | null {
  const { isSupportedCountry, parsePhoneNumberFromString } = library();
  const home = isSupportedCountry(country) ? { defaultCountry: country as Library.CountryCode } : {};
  // 0049 is how many people write +49.
  const text = typed.trim().replace(/^00/, "+");
  if (!/^[+\d][\d\s()./-]{4,39}$/.test(text)) return null;
  const number = parsePhoneNumberFromString(text, home);
  return number?.isPossible() ? number.number : null;
}
