import { choiceSetting, numberSetting, switchSetting, textSetting } from "../core/settings.ts";
import type { LockRule } from "./lockout.ts";

const section = "lockout";

const mostFailures = numberSetting({ key: "sign-in.mostFailures", section, default: 10, min: 3, max: 50 });
const windowMinutes = numberSetting({
  key: "sign-in.failureMinutes",
  section,
  default: 1440,
  min: 5,
  max: 43_200,
});
const lockMinutes = numberSetting({ key: "sign-in.lockMinutes", section, default: 15, min: 1, max: 1440 });

/** The rule in force. */
export const lockRule = (): LockRule => ({
  mostFailures: mostFailures.get(),
  lockMs: lockMinutes.get() * 60_000,
  windowMs: windowMinutes.get() * 60_000,
});

/** account: whoever guesses locks the account for everybody. device: browsers the person has signed in with count for themselves. */
export const lockBy = choiceSetting({
  key: "sign-in.lockBy",
  section,
  choices: ["account", "device"],
  default: "account",
});
/** What somebody locked out is told besides how long; nothing is added when it is empty. */
export const lockMessage = textSetting({
  key: "sign-in.lockMessage",
  section,
  default: "",
  longest: 500,
  rows: 3,
});
export const lockMail = switchSetting({ key: "sign-in.lockMail", section, default: true });
const addresses = /^\s*[^\s@,;]+@[^\s@,;]+(\s*[,;\n]\s*[^\s@,;]+@[^\s@,;]+)*\s*$/;
const lockMailTo = textSetting({
  key: "sign-in.lockMailTo",
  section,
  default: "",
  longest: 2000,
  rows: 2,
  pattern: addresses,
});
/** The agents who are told, by their addresses. */
export const lockMailAddresses = (): readonly string[] =>
  lockMailTo
    .get()
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
export const newBrowserMail = switchSetting({ key: "sign-in.newBrowserMail", section, default: true });
