/** Who may sign up at a customer portal by themselves. */
export interface SignUpRule {
  readonly mode: SignUpMode;
  /** Mail domains: only these, when there are any; "*.example.com" means what lies below. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}
export const signUpModes = ["off", "approval", "open"] as const;
export type SignUpMode = (typeof signUpModes)[number];

/** The rule as it is stored; null is a customer portal that never had one. */
export const signUpRule = (stored: string | null): SignUpRule => ({
  mode: "off",
  allowed: [],
  denied: [],
  ...(stored === null ? {} : (JSON.parse(stored) as Partial<SignUpRule>)),
});

/** Whether an address may sign up, by its domain. What is denied is denied, whatever is allowed beside it. */
export function domainFits(
  { allowed, denied }: Pick<SignUpRule, "allowed" | "denied">,
  email: string,
): boolean {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const names = (pattern: string) =>
    pattern.startsWith("*.") ? domain.endsWith(pattern.slice(1)) : domain === pattern;
  return !denied.some(names) && (allowed.length === 0 || allowed.some(names));
}
