import { createHmac } from "node:crypto";

/**
 * The token of the one-time link `/setup?token=…` that creates the first administrator. It is derived, not stored, so that
 * every process of an installation agrees on it; the page stops accepting it as soon as an administrator exists.
 */
export function setupToken(secret: string): string {
  return createHmac("sha256", secret).update("holdfast first administrator").digest("base64url").slice(0, 32);
}
