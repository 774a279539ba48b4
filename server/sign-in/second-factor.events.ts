import { event } from "../core/events.ts";

export const secondFactorChanged = event<{ loginId: number; on: boolean }>("sign-in.second-factor-changed");
