import { choiceSetting, numberSetting, switchSetting } from "../core/settings.ts";

const section = "passwords";

/** NIST SP 800-63B: length is what counts. */
export const shortest = numberSetting({
  key: "sign-in.passwordLength",
  section,
  default: 12,
  min: 8,
  max: 64,
});
/** Breached and common passwords, keyboard runs, and what is made from the person's own name or address. */
export const refuseGuessable = switchSetting({ key: "sign-in.refuseGuessable", section, default: true });
/** So many former passwords are not taken again. */
export const remembered = numberSetting({
  key: "sign-in.passwordHistory",
  section,
  default: 5,
  min: 0,
  max: 24,
});
/** 0: a password is good until its owner changes it, as NIST advises. */
export const longestDays = numberSetting({
  key: "sign-in.passwordDays",
  section,
  default: 0,
  min: 0,
  max: 1000,
});
/** What an invitation carries: a link to choose a password, or a temporary password that has to be changed at once. */
export const invitationStyle = choiceSetting({
  key: "sign-in.invitations",
  section,
  choices: ["link", "password"],
  default: "link",
});
