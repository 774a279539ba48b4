import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

let key: Buffer | undefined;

/** Called once by each process with the installation's secret. */
export function useSealing(secret: string): void {
  key = Buffer.from(hkdfSync("sha256", secret, "", "holdfast sealing", 32));
}

const keyNow = (): Buffer => {
  if (!key) throw new Error("useSealing() was not called");
  return key;
};

/**
 * Encrypts and signs (AES-256-GCM) what must be stored or given to a browser but not read there. `purpose` is signed with it: what was
 * sealed for one purpose opens for no other.
 */
export function seal(purpose: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyNow(), nonce).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** What was sealed for the purpose, or null for anything else: forged, damaged, of another purpose or installation. */
export function unseal(purpose: string, sealed: string): string | null {
  const all = Buffer.from(sealed, "base64url");
  if (all.length < 28) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyNow(), all.subarray(0, 12))
      .setAAD(Buffer.from(purpose))
      .setAuthTag(all.subarray(12, 28));
    return Buffer.concat([decipher.update(all.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** Always the same for a purpose and a text, and nobody without the installation's secret can work it out; in base64url. */
export const keyedHash = (purpose: string, text: string): string =>
  createHmac("sha256", keyNow()).update(`${purpose}\0${text}`).digest("base64url");
