// passkey: a key pair that a person's device keeps and we know the public half of (WebAuthn); belongs to a login, works at one host name.
// question, answer: the challenge we send, and what the device signed. site: the host name as passkeys see it (relying party).
// Signing in with one is sign-in's affair: here it is made, kept, checked and removed.
import type { Capability } from "../core/capability.ts";
import { sweepChallenges } from "./passkeys.jobs.ts";
import { passkeyRoutes } from "./passkeys.routes.ts";

export type { Asked, Purpose } from "./challenges.service.ts";
export { passkeyAdded, passkeyRemoved } from "./passkeys.events.ts";
export { countPasskeys, hasPasskey } from "./passkeys.repository.ts";
export { answerFields } from "./passkeys.routes.ts";
export { type Answer, assertPasskey, enrolmentQuestion, enrolPasskey, question } from "./passkeys.service.ts";
export { type PasskeyForm, passkeyForm } from "./passkeys.view.ts";
export { siteOf, usePasskeys } from "./site.routes.ts";

export const passkeys = {
  name: "passkeys",
  routes: [...passkeyRoutes],
  jobs: [sweepChallenges],
} satisfies Capability;
