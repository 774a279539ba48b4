import { numberSetting, switchSetting } from "./settings.ts";

const section = "sessions";

/** A session that nobody uses for so long has ended. */
export const idleMinutes = numberSetting({
  key: "sessions.idleMinutes",
  section,
  default: 720,
  min: 5,
  max: 20_160,
});
/** So long after signing in a session ends, however much it is used. */
export const longestHours = numberSetting({
  key: "sessions.longestHours",
  section,
  default: 168,
  min: 1,
  max: 720,
});
/** So long lasts a session whose owner ticked *Keep me signed in*, used or not; 0: nobody may. */
export const keptDays = numberSetting({ key: "sessions.keptDays", section, default: 30, min: 0, max: 365 });
/** Signing in ends the person's other sessions. */
export const oneOnly = switchSetting({ key: "sessions.oneOnly", section, default: false });

const minute = 60_000;
const day = 86_400_000;

/** What of a session decides how long it lasts. */
interface Begun {
  readonly signedInAt?: number;
  readonly keep?: boolean;
}
const isKept = ({ keep }: Begun) => keep === true && keptDays.get() > 0;

/** Until when a session lasts that was used at `usedAt`, both in milliseconds; by the settings of now, so that a shorter life acts at once. */
export function sessionEnd(session: Begun, usedAt: number): number {
  const begun = session.signedInAt ?? usedAt;
  if (isKept(session)) return begun + keptDays.get() * day;
  return Math.min(usedAt + idleMinutes.get() * minute, begun + longestHours.get() * 60 * minute);
}

/** How long the browser keeps the cookie; null: until it is closed. */
export const cookieLife = (session: Begun): number | null => (isKept(session) ? keptDays.get() * day : null);
