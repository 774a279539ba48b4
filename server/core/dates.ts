import { translator } from "./i18n.ts";

export type DateStyle = "relative" | "day" | "short" | "long";

const formats = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function formatter(
  key: string,
  locale: string,
  timeZone: string,
  style: "short" | "long" | "day",
): Intl.DateTimeFormat {
  let found = formats.get(key);
  if (!found) {
    const options: Intl.DateTimeFormatOptions =
      style === "long"
        ? { dateStyle: "full", timeStyle: "short" }
        : style === "short"
          ? { dateStyle: "medium", timeStyle: "short" }
          : { dateStyle: "medium" };
    formats.set(key, (found = new Intl.DateTimeFormat(locale, { ...options, timeZone })));
  }
  return found;
}

// Formatting a date is most of what a row of a list costs, and lists show the same moments over and over. No style shows seconds.
const texts = new Map<string, Map<number, string>>();
const minuteMs = 60_000;
const keptTexts = 5000;

function formatted(value: Date, style: "short" | "long" | "day", locale: string, timeZone: string): string {
  const key = `${locale} ${timeZone} ${style}`;
  let known = texts.get(key);
  if (!known) texts.set(key, (known = new Map<number, string>()));
  const minute = Math.floor(value.getTime() / minuteMs);
  let text = known.get(minute);
  if (text === undefined) {
    if (known.size >= keptTexts) known.clear();
    known.set(minute, (text = formatter(key, locale, timeZone, style).format(value)));
  }
  return text;
}

const relativeTexts = new Map<string, string>();

/** Few: days of a week, hours of a day, minutes of an hour, both ways. */
function relativeText(
  format: Intl.RelativeTimeFormat,
  locale: string,
  count: number,
  unit: Intl.RelativeTimeFormatUnit,
): string {
  const key = `${locale} ${count} ${unit}`;
  let text = relativeTexts.get(key);
  if (text === undefined) relativeTexts.set(key, (text = format.format(count, unit)));
  return text;
}

/** A moment in the reader's words: "3 hours ago" within a week, the date after that. */
export function dateText(
  value: Date,
  style: DateStyle,
  locale: string,
  timeZone: string,
  now = Date.now(),
): string {
  if (style !== "relative") return formatted(value, style, locale, timeZone);
  const distance = value.getTime() - now;
  if (Math.abs(distance) > 7 * 86_400_000) return formatted(value, "day", locale, timeZone);
  let relative = relatives.get(locale);
  if (!relative) relatives.set(locale, (relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })));
  for (const [unit, size] of steps)
    if (Math.abs(distance) >= size) return relativeText(relative, locale, Math.trunc(distance / size), unit);
  return translator(locale)("shared.justNow");
}
