import type { Knex } from "knex";
import { type Design, storedDesign } from "../portals/index.ts";
import type { Picture } from "./pictures.ts";

/** A customer portal's key; all of its rows carry both. */
export interface FrontKey {
  readonly id: number;
  readonly portalId: number;
}

export interface Draft {
  readonly revision: number;
  readonly design: Design;
  readonly changedBy: string;
  readonly changedAt: Date;
}

const of = ({ id, portalId }: FrontKey) => ({ portal_id: portalId, customer_portal_id: id });

interface DraftRow extends Omit<Draft, "design"> {
  readonly design: string;
}

/** The draft, or null while nobody changes anything; locked until the transaction ends when it is to be changed. */
export async function draftOf(db: Knex, front: FrontKey, lock: "locked" | "" = ""): Promise<Draft | null> {
  const query = db("customer_portal_drafts").where(of(front));
  if (lock) query.forUpdate();
  const [row] = await query.select<DraftRow[]>({
    revision: "revision",
    design: "design",
    changedBy: "changed_by",
    changedAt: "changed_at",
  });
  return row ? { ...row, design: storedDesign(row.design) } : null;
}

export async function storeDraft(db: Knex, front: FrontKey, draft: Draft): Promise<void> {
  const row = {
    revision: draft.revision,
    design: JSON.stringify(draft.design),
    changed_by: draft.changedBy,
    changed_at: draft.changedAt,
  };
  await db("customer_portal_drafts")
    .insert({ ...of(front), ...row })
    .onConflict(["portal_id", "customer_portal_id"])
    .merge(row);
}

export const dropDraft = async (db: Knex, front: FrontKey): Promise<void> =>
  void (await db("customer_portal_drafts").where(of(front)).delete());

/** What is published becomes a picture that drafts and versions may name. */
export async function keepPublishedPictures(db: Knex, { id, portalId }: FrontKey): Promise<void> {
  await db.raw(
    `INSERT IGNORE INTO customer_portal_pictures (portal_id, customer_portal_id, hash, media_type, data)
     SELECT portal_id, customer_portal_id, hash, media_type, data FROM customer_portal_images
     WHERE portal_id = ? AND customer_portal_id = ?`,
    [portalId, id],
  );
}

export async function storePicture(db: Knex, front: FrontKey, picture: Picture): Promise<void> {
  const { hash, mediaType, data } = picture;
  await db("customer_portal_pictures")
    .insert({ ...of(front), hash, media_type: mediaType, data })
    .onConflict(["portal_id", "customer_portal_id", "hash"])
    .ignore();
}

export async function pictureOf(db: Knex, front: FrontKey, hash: string): Promise<Picture | null> {
  const [row] = await db("customer_portal_pictures")
    .where({ ...of(front), hash })
    .select<Picture[]>({ hash: "hash", mediaType: "media_type", data: "data" });
  return row ?? null;
}

export async function copyPictures(db: Knex, from: FrontKey, to: FrontKey): Promise<void> {
  await db.raw(
    `INSERT IGNORE INTO customer_portal_pictures (portal_id, customer_portal_id, hash, media_type, data)
     SELECT ?, ?, hash, media_type, data FROM customer_portal_images WHERE portal_id = ? AND customer_portal_id = ?`,
    [to.portalId, to.id, from.portalId, from.id],
  );
}

/** Those that no draft and no version names any more. */
export async function dropPicturesBut(db: Knex, front: FrontKey, hashes: readonly string[]): Promise<void> {
  await db("customer_portal_pictures")
    .where(of(front))
    .whereNotIn("hash", [...hashes])
    .delete();
}
