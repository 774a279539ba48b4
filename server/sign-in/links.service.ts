import { createHash, randomBytes } from "node:crypto";
import type { GlobalContext } from "../core/context.ts";
import { endLinks, insertLink, type LinkKind, type OneTimeLink, openLink } from "./links.repository.ts";

const lifeMs: Readonly<Record<LinkKind, number>> = {
  "password-reset": 30 * 60_000,
  invitation: 7 * 86_400_000,
};

export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes a link for the address in place of earlier ones. Only the hash is kept; the token goes into the mail and nowhere else. */
export async function makeLink({ db, now }: GlobalContext, kind: LinkKind, email: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await endLinks(db, kind, email, now);
  await insertLink(db, {
    kind,
    tokenHash: tokenHash(token),
    email,
    expiresAt: new Date(now.getTime() + lifeMs[kind]),
    now,
  });
  return token;
}

/** The link that a token opens now, or null: unknown, used or expired are the same to whoever has it. */
export const linkOf = (
  { db, now }: GlobalContext,
  kind: LinkKind,
  token: string,
): Promise<OneTimeLink | null> => openLink(db, kind, tokenHash(token), now);
