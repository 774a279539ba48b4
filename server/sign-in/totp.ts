import { randomBytes } from "node:crypto";
import speakeasy from "speakeasy";

// Time-based one-time passwords, RFC 6238: SHA-1, 30 seconds, 6 digits, as every authenticator app has them. The only file that knows
// the library, which is no longer maintained.

const stepSeconds = 30;
/** Codes of so many steps before and after now are taken: clocks of phones differ. */
const window = 1;

/** A new shared secret of 160 bits (RFC 4226, section 4), in base32. */
export function newSecret(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return [...randomBytes(32)].map((byte) => alphabet[byte & 31] ?? "").join("");
}

/** The code of a moment, for tests and for people who compare. */
export const codeAt = (secret: string, at: Date, digits = 6): string =>
  speakeasy.totp({ secret, encoding: "base32", time: Math.floor(at.getTime() / 1000), digits });

/**
 * The time step whose code this is, or null when it is none of the last, the current and the next one, or was used: a step counts
 * once (RFC 6238, section 5.2).
 */
export function stepOfCode(secret: string, code: string, now: Date, usedStep: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const time = Math.floor(now.getTime() / 1000);
  const found = speakeasy.totp.verifyDelta({ secret, encoding: "base32", token: code, time, window });
  if (found === undefined) return null;
  const step = Math.floor(time / stepSeconds) + found.delta;
  return step > usedStep ? step : null;
}

/** What a QR code tells an authenticator app. */
export function authenticatorUrl(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&period=${stepSeconds}`;
}
