import { translator } from "./i18n.ts";

export type DateStyle = "relative" | "day" | "short" | "long";

export const dateFormats = ["language", "yyyy-mm-dd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy"] as const;
export type DateFormat = (typeof dateFormats)[number];
export const hourFormats = ["language", "24", "12"] as const;
export type HourFormat = (typeof hourFormats)[number];

/** How a portal writes days and hours; "language": as the reader's language does. */
export interface Formats {
  readonly date: DateFormat;
  readonly hour: HourFormat;
}
export const languageFormats: Formats = { date: "language", hour: "language" };

const formats = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

type Absolute = "short" | "long" | "day";

function write(
  value: Date,
  style: Absolute,
  locale: string,
  timeZone: string,
  { date, hour }: Formats,
): string {
  const hours = hour === "language" ? {} : ({ hourCycle: hour === "24" ? "h23" : "h12" } as const);
  if (date === "language" || style === "long") {
    const dateStyle = style === "long" ? "full" : "medium";
    const time = style === "day" ? {} : ({ timeStyle: "short", ...hours } as const);
    return formatter(locale, { dateStyle, ...time, timeZone }).format(value);
  }
  const digits = { year: "numeric", month: "2-digit", day: "2-digit", timeZone } as const;
  const parts = new Map(
    formatter("en-US", digits)
      .formatToParts(value)
      .map((part) => [part.type, part.value]),
  );
  const day = date
    .replace("yyyy", parts.get("year") ?? "")
    .replace("mm", parts.get("month") ?? "")
    .replace("dd", parts.get("day") ?? "");
  return style === "day"
    ? day
    : `${day}, ${formatter(locale, { timeStyle: "short", ...hours, timeZone }).format(value)}`;
}

// Formatting a date is most of what a row of a list costs, and lists show the same moments over and over. No style shows seconds.
const texts = new Map<string, Map<number, string>>();
const minuteMs = 60_000;
const keptTexts = 5000;

function formatted(value: Date, style: Absolute, locale: string, timeZone: string, how: Formats): string {
  const key = `${locale} ${timeZone} ${style} ${how.date} ${how.hour}`;
  let known = texts.get(key);
  if (!known) texts.set(key, (known = new Map<number, string>()));
  const minute = Math.floor(value.getTime() / minuteMs);
  let text = known.get(minute);
  if (text === undefined) {
    if (known.size >= keptTexts) known.clear();
    known.set(minute, (text = write(value, style, locale, timeZone, how)));
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
  how = languageFormats,
): string {
  if (style !== "relative") return formatted(value, style, locale, timeZone, how);
  const distance = value.getTime() - now;
  if (Math.abs(distance) > 7 * 86_400_000) return formatted(value, "day", locale, timeZone, how);
  let relative = relatives.get(locale);
  if (!relative) relatives.set(locale, (relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })));
  for (const [unit, size] of steps)
    if (Math.abs(distance) >= size) return relativeText(relative, locale, Math.trunc(distance / size), unit);
  return translator(locale)("shared.justNow");
}
