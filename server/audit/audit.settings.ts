import { numberSetting } from "../core/settings.ts";

export const keepDays = numberSetting({
  key: "audit.keepDays",
  section: "security",
  default: 400,
  min: 30,
  max: 3650,
});
