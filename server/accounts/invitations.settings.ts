import { numberSetting } from "../core/settings.ts";

/** How long the link or the temporary password of an invitation works. */
export const invitationDays = numberSetting({
  key: "accounts.invitationDays",
  section: "passwords",
  default: 7,
  min: 1,
  max: 90,
});
export const invitationMs = (): number => invitationDays.get() * 86_400_000;
