import { createHash, randomBytes } from "node:crypto";
import type { GlobalContext } from "../core/context.ts";
import {
  endLinks,
  endLinksOf,
  insertLink,
  linkByHash,
  type LinkKind,
  type OneTimeLink,
} from "./links.repository.ts";

const resetMs = 30 * 60_000;

export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes a link for a new password in place of earlier ones. Only the hash is kept; the token goes into the mail and nowhere else. */
export async function makeResetLink(ctx: GlobalContext, email: string): Promise<string> {
  await endLinks(ctx.db, "password-reset", email, ctx.now);
  const expiresAt = new Date(ctx.now.getTime() + resetMs);
  return make(ctx, { kind: "password-reset", email, invitationId: null, expiresAt });
}

/** The same for an invitation: its earlier links end, those of other portals to the same address do not. */
export async function makeInvitationLink(
  ctx: GlobalContext,
  { id, email, expiresAt }: { id: number; email: string; expiresAt: Date },
): Promise<string> {
  await endLinksOf(ctx.db, id, ctx.now);
  return make(ctx, { kind: "invitation", email, invitationId: id, expiresAt });
}

async function make(
  { db, now }: GlobalContext,
  link: { kind: LinkKind; email: string; invitationId: number | null; expiresAt: Date },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await insertLink(db, { ...link, tokenHash: tokenHash(token), now });
  return token;
}

/** The link that a token opens now, or null: unknown, used or expired are the same to whoever has it. */
export async function linkOf(ctx: GlobalContext, kind: LinkKind, token: string): Promise<OneTimeLink | null> {
  const link = await linkByHash(ctx.db, kind, tokenHash(token));
  return link && !link.usedAt && link.expiresAt > ctx.now ? link : null;
}
