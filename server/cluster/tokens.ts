import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { z } from "zod";
import type { ClusterNode } from "./cluster.ts";
import { Refusal } from "./routes.ts";

/** What one word on the joining machine's command line carries. */
export interface Token {
  /** Where the inviting node's agent listens. */
  readonly address: string;
  readonly port: number;
  /** SHA-256 of the cluster's authority (hexadecimal): the joiner speaks to nobody else. */
  readonly authority: string;
  /** 128 bits, hexadecimal: the cluster lets nobody else in. */
  readonly secret: string;
}

const format = 1;
export const invitationMinutes = 30;

/** The token as one word (base64url). */
export function writeToken({ address, port, authority, secret }: Token): string {
  const where = Buffer.from(joined(address, port), "utf8");
  return Buffer.concat([
    Buffer.from([format]),
    Buffer.from(authority, "hex"),
    Buffer.from(secret, "hex"),
    where,
  ]).toString("base64url");
}

/** "10.0.0.1:7400", "[fd00::1]:7400". */
export const joined = (address: string, port: number) =>
  `${isIPv6(address) ? `[${address}]` : address}:${port}`;

/**
 * Reads a token.
 * @throws Refusal "malformed" when it is not one, or not a whole one.
 */
export function readToken(word: string): Token {
  const bytes = Buffer.from(word.trim(), "base64url");
  const where = splitAddress(bytes.subarray(49).toString("utf8"));
  if (bytes[0] !== format || !where || where.port === undefined)
    throw new Refusal(
      "malformed",
      "This is not a whole token; copy the command that `npm run failover -- invite` printed, in one line.",
    );
  return {
    ...where,
    port: where.port,
    authority: bytes.subarray(1, 33).toString("hex"),
    secret: bytes.subarray(33, 49).toString("hex"),
  };
}

/** "10.0.0.1", "10.0.0.1:7400", "fd00::1", "[fd00::1]:7400", "host.example:7400"; null when it is none of these. */
export function splitAddress(text: string): { address: string; port: number | undefined } | null {
  if (isIPv6(text)) return { address: text, port: undefined };
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2];
  if (!address) return null;
  return { address, port: match?.[3] === undefined ? undefined : Number(match[3]) };
}

const invitation = z.object({
  /** SHA-256 of the secret. */
  hash: z.string(),
  kind: z.enum(["data", "witness"]),
  /** The name that the inviter wants, or null: the next free one. */
  name: z.string().nullable(),
  /** Milliseconds since the epoch by the inviting node's own clock, the only one that is asked. */
  expires: z.number(),
  used: z.boolean(),
});
export type Invitation = z.infer<typeof invitation>;

/** Remembers a new invitation in `file` (mode 0600), as a hash, for 30 minutes; forgets those that are over since a day. */
export function invite(
  file: string,
  kind: ClusterNode["kind"],
  name: string | null,
  now = Date.now(),
): string {
  const secret = randomBytes(16).toString("hex");
  const expires = now + invitationMinutes * 60_000;
  const kept = readInvitations(file).filter((one) => one.expires > now - 86_400_000);
  writeInvitations(file, [...kept, { hash: hashed(secret), kind, name, expires, used: false }]);
  return secret;
}

/**
 * Finds the invitation that a secret belongs to.
 * @throws Refusal "wrong-token", "used-token" or "expired-token".
 */
export function invitationFor(file: string, secret: string, now = Date.now()): Invitation {
  const hash = Buffer.from(hashed(secret));
  const found = readInvitations(file).find((one) => timingSafeEqual(Buffer.from(one.hash), hash));
  if (!found) throw new Refusal("wrong-token", `This token is not one of this cluster's; ${anew}`);
  if (found.used)
    throw new Refusal("used-token", `This token was used already: each lets one server in; ${anew}`);
  if (found.expires < now)
    throw new Refusal(
      "expired-token",
      `This token has expired: it lives ${invitationMinutes} minutes; ${anew}`,
    );
  return found;
}

const anew = "run `npm run failover -- invite` on a server of the cluster for a new one.";

/** Marks an invitation as used: it lets nobody in again. */
export function useInvitation(file: string, used: Invitation): void {
  writeInvitations(
    file,
    readInvitations(file).map((one) => (one.hash === used.hash ? { ...one, used: true } : one)),
  );
}

const hashed = (secret: string) => createHash("sha256").update(secret).digest("hex");

function readInvitations(file: string): Invitation[] {
  if (!existsSync(file)) return [];
  try {
    return z.array(invitation).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return []; // damaged: whoever was invited is invited again
  }
}

function writeInvitations(file: string, all: readonly Invitation[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(all, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
