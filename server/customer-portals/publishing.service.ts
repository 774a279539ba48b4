import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { type Design, designOf, type Front, frontById, portalsChanged } from "../portals/index.ts";
import { applyDesign, frontForUpdate } from "./customer-portals.repository.ts";
import {
  copyPictures,
  type Draft,
  draftOf,
  dropDraft,
  dropPicturesBut,
  keepPublishedPictures,
  storeDraft,
} from "./drafts.repository.ts";
import {
  dropVersionsUpTo,
  insertVersion,
  picturesNamed,
  type Version,
  versionOf,
  versionsOf,
} from "./versions.repository.ts";

/** Older versions than these are forgotten. */
const keptVersions = 50;

const nameOf = ({ actor }: Pick<GlobalContext, "actor">) => ("name" in actor ? actor.name : "Holdfast");

/** @throws AppError 404 */
export async function existing(db: GlobalContext["db"], id: number): Promise<Front> {
  const front = await frontById(db, id);
  if (!front) throw notFound("customer portal");
  return front;
}

/**
 * Changes the draft, beginning with what is published. `seen` is the revision that the form showed (0: no draft yet), null for a change
 * that no form shows (a picture). @throws InvalidInput named "form" when somebody else changed it meanwhile.
 */
export function changeDraft(
  ctx: GlobalContext,
  id: number,
  seen: number | null,
  change: (design: Design, db: GlobalContext["db"]) => Design | Promise<Design>,
): Promise<void> {
  return transaction(ctx, async (tx) => {
    await frontForUpdate(tx.db, id);
    const front = await existing(tx.db, id);
    const draft = await draftOf(tx.db, front, "locked");
    if (seen !== null && draft && draft.revision !== seen)
      throw new InvalidInput({
        form: { key: "customer-portals.changedMeanwhile", values: { by: draft.changedBy } },
      });
    if (!draft) await keepPublishedPictures(tx.db, front);
    await storeDraft(tx.db, front, {
      revision: (draft?.revision ?? 0) + 1,
      design: await change(draft?.design ?? designOf(front), tx.db),
      changedBy: nameOf(tx),
      changedAt: tx.now,
    });
  });
}

export function discardDraft(ctx: GlobalContext, id: number): Promise<void> {
  return transaction(ctx, async ({ db }) => {
    const { portalId } = await frontForUpdate(db, id);
    await dropDraft(db, { id, portalId });
  });
}

/**
 * Puts the draft into force, and keeps it as a version. @returns the version's number.
 * @throws InvalidInput when it is not the draft any more that was confirmed.
 */
export async function publishDraft(ctx: GlobalContext, id: number, seen: number): Promise<number> {
  const number = await transaction(ctx, async (tx) => {
    await frontForUpdate(tx.db, id);
    const front = await existing(tx.db, id);
    const draft: Draft | null = await draftOf(tx.db, front, "locked");
    if (draft?.revision !== seen)
      throw new InvalidInput({ form: { key: "customer-portals.draftChangedMeanwhile" } });
    const made = await publish(tx, front, draft.design, null);
    await dropDraft(tx.db, front);
    return made;
  });
  portalsChanged();
  return number;
}

/** Publishes an earlier version again, as a new one; a draft stays as it is. @throws AppError 404 */
export async function restoreVersion(ctx: GlobalContext, id: number, number: number): Promise<number> {
  const made = await transaction(ctx, async (tx) => {
    await frontForUpdate(tx.db, id);
    const front = await existing(tx.db, id);
    const version = await versionOf(tx.db, front, number);
    if (!version) throw notFound("version");
    return publish(tx, front, version.design, number);
  });
  portalsChanged();
  return made;
}

/** Gives a new customer portal the look of another one, under its own name. @throws InvalidInput when there is none. */
export async function publishCopy(
  tx: GlobalContext,
  { from, to, name }: { from: number; to: number; name: string },
): Promise<void> {
  const source = await frontById(tx.db, from);
  if (!source) throw new InvalidInput({ copyFrom: { key: "shared.notValid" } });
  const target = await existing(tx.db, to);
  await copyPictures(tx.db, source, target);
  // Topics belong to a portal: another one's mean nothing here.
  const { guestTopics, ...design } = designOf(source);
  const kept = source.portalId === target.portalId ? guestTopics : null;
  await applyDesign(tx.db, target, { ...design, name, guestTopics: kept }, tx.now);
}

async function publish(
  tx: GlobalContext,
  front: Front,
  design: Design,
  cameFrom: number | null,
): Promise<number> {
  const { db, now } = tx;
  await keepPublishedPictures(db, front);
  const before = await versionsOf(db, front);
  const number = (before[0]?.number ?? 1) + 1;
  // What was there before anybody customised it can come back, too.
  if (before.length === 0)
    await insertVersion(db, front, {
      number: 1,
      design: designOf(front),
      cameFrom: null,
      publishedBy: "",
      publishedAt: now,
    });
  const version: Version = { number, design, cameFrom, publishedBy: nameOf(tx), publishedAt: now };
  await insertVersion(db, front, version);
  await dropVersionsUpTo(db, front, number - keptVersions);
  await applyDesign(db, front, design, now);
  await dropPicturesBut(db, front, await picturesNamed(db, front));
  return number;
}
