import { numberSetting } from "../core/settings.ts";

export const keepDays = numberSetting({
  key: "mail.keepDays",
  section: "mail",
  default: 90,
  min: 7,
  max: 3650,
});
