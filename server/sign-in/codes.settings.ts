import { choiceSetting, numberSetting, switchSetting } from "../core/settings.ts";

const section = "security";

/** Whether one may sign in by a code sent by mail instead of the password. */
export const codesAllowed = switchSetting({ key: "sign-in.codes", section, default: true });
/** How a code goes to whoever asked for one. */
export const codeChannels = choiceSetting({
  key: "sign-in.codeChannels",
  section,
  choices: ["email", "mobile", "both"] as const,
  default: "email",
});
export const codeDigits = numberSetting({ key: "sign-in.codeDigits", section, default: 6, min: 6, max: 10 });
export const codeMinutes = numberSetting({
  key: "sign-in.codeMinutes",
  section,
  default: 10,
  min: 1,
  max: 60,
});
export const codeTries = numberSetting({ key: "sign-in.codeTries", section, default: 5, min: 1, max: 10 });
export const codeWaitSeconds = numberSetting({
  key: "sign-in.codeWaitSeconds",
  section,
  default: 30,
  min: 0,
  max: 600,
});
