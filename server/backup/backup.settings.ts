import { numberSetting, switchSetting, textSetting } from "../core/settings.ts";
import type { Keep } from "./retention.ts";

const section = "backups";

export const nightly = switchSetting({ key: "backup.nightly", section, default: true });

/** Local time of the server that makes it. */
export const startsAt = textSetting({
  ...{ key: "backup.startsAt", section, default: "02:30" },
  longest: 5,
  pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
});
const daily = numberSetting({ key: "backup.daily", section, default: 7, min: 1, max: 366 });
const weekly = numberSetting({ key: "backup.weekly", section, default: 4, min: 0, max: 260 });
const monthly = numberSetting({ key: "backup.monthly", section, default: 6, min: 0, max: 120 });

/** How many backups stay, as it is set now. */
export const keptBackups = (): Keep => ({ daily: daily.get(), weekly: weekly.get(), monthly: monthly.get() });

/** Whether the nightly backup begins in this minute of the machine's clock. */
export function isDue(now: Date): boolean {
  const minute = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  return nightly.get() && minute === (startsAt.get() || startsAt.default);
}
