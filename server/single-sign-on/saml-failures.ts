import type { Problem } from "./provider.ts";

const byWords: readonly (readonly [RegExp, Problem])[] = [
  [/expired|not yet valid/i, "clock"],
  [/audience/i, "wrong-audience"],
  [/unknown saml issuer|missing saml issuer/i, "wrong-issuer"],
  [/signature|signed data|signatures/i, "bad-signature"],
  [/decrypt|oaep|cipher|encryptedassertion/i, "encryption"],
];

/** What the library's refusal means; "declined": the provider says that the person did not sign in there. */
export function samlFailure(error: unknown): Problem | "declined" {
  const { message = "", xmlStatus } = error as { message?: string; xmlStatus?: string };
  if (xmlStatus !== undefined)
    return /status:(?:AuthnFailed|RequestDenied|NoPassive|NoAuthnContext)/.test(xmlStatus)
      ? "declined"
      : "refused";
  return byWords.find(([words]) => words.test(message))?.[1] ?? "other";
}
