import { numberSetting } from "../core/settings.ts";

/** A change that matters asks for password, passkey or code again when the last proof is older. */
export const proofMinutes = numberSetting({
  key: "sign-in.proofMinutes",
  section: "sessions",
  default: 30,
  min: 1,
  max: 720,
});
