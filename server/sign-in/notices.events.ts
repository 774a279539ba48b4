import { event } from "../core/events.ts";

/** Too many attempts failed; once for each lock. */
export const accountLocked = event<{ loginId: number; by: "password" | "code"; minutes: number }>(
  "sign-in.account-locked",
);
/** Somebody who has signed in with other browsers did so with one that is new. */
export const newBrowserSeen = event<{ loginId: number; userAgent: string; address: string }>(
  "sign-in.new-browser-seen",
);
export const passwordChanged = event<{ loginId: number }>("sign-in.password-changed");
