import { choiceSetting, numberSetting } from "../core/settings.ts";

const section = "security";
const choices = ["off", "optional", "required"] as const;

/** Whether agents may or must have a second factor. */
export const agentsFactor = choiceSetting({
  key: "sign-in.secondFactorAgents",
  section,
  choices,
  default: "optional",
});
export const contactsFactor = choiceSetting({
  key: "sign-in.secondFactorContacts",
  section,
  choices,
  default: "optional",
});
/** How long a trusted browser is not asked; 0: none is ever trusted. */
export const trustDays = numberSetting({ key: "sign-in.trustDays", section, default: 30, min: 0, max: 90 });
