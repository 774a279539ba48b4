import { event } from "../core/events.ts";

/** Codes that sign somebody in may go to another phone from now on. */
export const mobileChanged = event<{ loginId: number }>("sign-in.mobile-changed");
