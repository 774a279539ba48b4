import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import type { KeyPair } from "./secrets.service.ts";

const days = 3650;

/**
 * A key (RSA 2048: what every SAML provider can read) and a certificate around it that we sign ourselves; only its key matters to them.
 * @throws Error with openssl's own words when it fails.
 */
export async function makeKeyPair(): Promise<KeyPair> {
  // Both come out of its standard output: the key is never in a file.
  const { stdout } = await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", String(days)],
    ...["-subj", "/CN=Holdfast single sign-on", "-keyout", "-", "-out", "-"],
  ]);
  const block = (name: string) =>
    new RegExp(`-----BEGIN ${name}-----[\\s\\S]*?-----END ${name}-----\\n`).exec(stdout)?.[0] ?? "";
  return { privateKey: block("PRIVATE KEY"), certificate: block("CERTIFICATE") };
}

/** How long a provider's certificate is good: null when it is none. */
export function validity(base64: string): { from: Date; to: Date } | null {
  try {
    const { validFrom, validTo } = new X509Certificate(Buffer.from(base64, "base64"));
    return { from: new Date(validFrom), to: new Date(validTo) };
  } catch {
    return null;
  }
}
