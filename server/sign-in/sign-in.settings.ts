import { numberSetting } from "../core/settings.ts";
import type { LockRule } from "./lockout.ts";

const mostFailures = numberSetting({
  key: "sign-in.mostFailures",
  section: "security",
  default: 10,
  min: 3,
  max: 50,
});
const lockMinutes = numberSetting({
  key: "sign-in.lockMinutes",
  section: "security",
  default: 15,
  min: 1,
  max: 1440,
});

/** The rule in force. */
export const lockRule = (): LockRule => ({
  mostFailures: mostFailures.get(),
  lockMs: lockMinutes.get() * 60_000,
});
