import type { Knex } from "knex";
import { first } from "../core/db.ts";

export type LinkKind = "password-reset" | "invitation";
export interface OneTimeLink {
  readonly id: number;
  readonly email: string;
  /** The invitation that it accepts; null for links that reset a password, and for old ones. */
  readonly invitationId: number | null;
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

const columns = {
  id: "id",
  email: "email",
  invitationId: "invitation_id",
  usedAt: "used_at",
  expiresAt: "expires_at",
};

export async function insertLink(
  db: Knex,
  link: {
    kind: LinkKind;
    tokenHash: string;
    email: string;
    invitationId: number | null;
    expiresAt: Date;
    now: Date;
  },
): Promise<void> {
  await db("one_time_links").insert({
    kind: link.kind,
    token_hash: link.tokenHash,
    email: link.email,
    invitation_id: link.invitationId,
    expires_at: link.expiresAt,
    created_at: link.now,
  });
}

/** The link, whether it still works or not. */
export const linkByHash = (db: Knex, kind: LinkKind, tokenHash: string): Promise<OneTimeLink | null> =>
  first(db("one_time_links").where({ kind, token_hash: tokenHash }).select<OneTimeLink[]>(columns));

/** Uses the link up. Of two who try at once, one gets it. */
export async function takeLink(db: Knex, id: number, now: Date): Promise<boolean> {
  return (await db("one_time_links").where({ id, used_at: null }).update({ used_at: now })) === 1;
}

/** Ends all other links of the kind: the newest alone works, and none after it was used. */
export async function endLinks(db: Knex, kind: LinkKind, email: string, now: Date): Promise<void> {
  await db("one_time_links").where({ kind, email, used_at: null }).update({ used_at: now });
}

/** @returns how many were old. */
export const deleteLinksBefore = (db: Knex, before: Date): Promise<number> =>
  db("one_time_links").where("expires_at", "<", before).limit(10_000).delete();

/** Ends the earlier links of one invitation; those of other portals to the same address stay. */
export async function endLinksOf(db: Knex, invitationId: number, now: Date): Promise<void> {
  await db("one_time_links")
    .where({ kind: "invitation", invitation_id: invitationId, used_at: null })
    .update({ used_at: now });
}
