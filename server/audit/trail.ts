/** What the trail keeps; each has the text `audit.kind.<kind>`. */
export const auditKinds = [
  "signed-in",
  "sign-in-refused",
  "no-permission",
  "code-refused",
  "second-step-refused",
  "signed-out",
  "password-reset-asked",
  "password-reset",
  "password-changed",
  "invitation-sent",
  "invitation-revoked",
  "mobile-changed",
  "directory-changed",
  "invitation-accepted",
  "reset-link-sent",
  "sign-up-asked",
  "sign-up-confirmed",
  "sign-up-approved",
  "sign-up-declined",
  "second-factor-on",
  "second-factor-off",
  "recovery-codes-made",
  "sessions-ended",
  "unlocked",
  "proof-refused",
  "second-factor-rules",
  "passkey-added",
  "passkey-removed",
  "passkey-refused",
  "identity-provider-saved",
  "identity-provider-deleted",
  "identity-unlinked",
  "portal-created",
  "portal-changed",
  "portal-state",
  "customer-portal-created",
  "customer-portal-changed",
  "customer-portal-published",
  "customer-portal-on",
  "customer-portal-off",
  "customer-portal-default",
  "customer-portal-deleted",
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** Why something was refused, or how somebody came in; each has the text `audit.reason.<reason>`. */
export const auditReasons = [
  "password",
  "code",
  "wrong-password",
  "unknown-address",
  "locked",
  "temporary-expired",
  "directory-away",
  "wrong-code",
  "recovery-code",
  "two-steps",
  "enrolled",
  "passkey",
  "single-sign-on",
  "sso-required",
  "sso-expired",
  "sso-declined",
  "sso-unavailable",
  "sso-untrusted",
  "sso-no-address",
  "sso-unverified-address",
  "sso-foreign-domain",
  "sso-unknown",
  "sso-beyond-reach",
  "sso-other-identity",
  "new",
  "pre-production",
  "production",
  "retired",
] as const;
export type AuditReason = (typeof auditReasons)[number];

export interface AuditEvent {
  readonly kind: AuditKind;
  /** The e-mail address, as it was typed where nobody is known by it. */
  readonly who: string;
  readonly loginId: number | null;
  readonly reason?: AuditReason;
  /** The portal that it happened to; left out: the one it happened in. */
  readonly place?: string;
}

const dangerous = /^[=+\-@\t\r]/;

/** One line of RFC 4180. A cell that a spreadsheet would take for a formula is disarmed by an apostrophe. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${(dangerous.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
