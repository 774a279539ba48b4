import { textSetting } from "../core/settings.ts";

/** What a number without a country code is taken for; it stands with the other settings of text messages. */
export const homeCountry = textSetting({
  key: "accounts.country",
  section: "text-messages",
  default: "",
  longest: 2,
  pattern: /^[A-Z]{2}$/,
});
