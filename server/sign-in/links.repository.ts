import type { Knex } from "knex";
import { first } from "../core/db.ts";

export type LinkKind = "password-reset" | "invitation";
export interface OneTimeLink {
  readonly id: number;
  readonly email: string;
}

export async function insertLink(
  db: Knex,
  link: { kind: LinkKind; tokenHash: string; email: string; expiresAt: Date; now: Date },
): Promise<void> {
  await db("one_time_links").insert({
    kind: link.kind,
    token_hash: link.tokenHash,
    email: link.email,
    expires_at: link.expiresAt,
    created_at: link.now,
  });
}

/** The link if it still works. */
export const openLink = (
  db: Knex,
  kind: LinkKind,
  tokenHash: string,
  now: Date,
): Promise<OneTimeLink | null> =>
  first(
    db("one_time_links")
      .where({ kind, token_hash: tokenHash, used_at: null })
      .where("expires_at", ">", now)
      .select<OneTimeLink[]>("id", "email"),
  );

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
