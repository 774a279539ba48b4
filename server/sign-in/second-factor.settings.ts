import { choiceSetting, numberSetting, type Setting, switchSetting } from "../core/settings.ts";
import { type Method, secondStepMethods } from "./second-step-method.ts";

const section = "second-step";
/** Whether somebody may or must have a second step. */
export const factorRules = ["off", "optional", "required"] as const;
const choices = factorRules;
export type FactorRule = (typeof factorRules)[number];
export type Audience = "agents" | "contacts";

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

// Whoever reads an agent's mail could have the password reset by it: for agents a code by mail adds little.
const allowed: Record<Audience, Record<Method, Setting<boolean>>> = {
  agents: {
    app: switchSetting({ key: "sign-in.agentsMayUseApp", section, default: true }),
    passkey: switchSetting({ key: "sign-in.agentsMayUsePasskey", section, default: true }),
    mail: switchSetting({ key: "sign-in.agentsMayUseMail", section, default: false }),
  },
  contacts: {
    app: switchSetting({ key: "sign-in.contactsMayUseApp", section, default: true }),
    passkey: switchSetting({ key: "sign-in.contactsMayUsePasskey", section, default: true }),
    mail: switchSetting({ key: "sign-in.contactsMayUseMail", section, default: true }),
  },
};

/** Which second steps count for agents, or for contacts; the app when administrators left none. */
export function allowedMethods(audience: Audience): readonly Method[] {
  const left = secondStepMethods.filter((method) => allowed[audience][method].get());
  return left.length > 0 ? left : ["app"];
}
