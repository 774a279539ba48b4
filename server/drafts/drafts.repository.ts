import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";

export type DraftFields = Readonly<Record<string, string | readonly string[]>>;

/** Bytes of JSON that one draft may take. */
const maxBytes = 200 * 1024;
/** A text that a browser left when its session ended goes to whoever signs in there next, so not for longer than this. */
const freshMs = 86_400_000;

const drafts = ({ db, portalId }: Scope) => db("drafts").where({ "drafts.portal_id": portalId });

/** Keeps the fields in place of what was there. @throws InvalidInput when they are too long. */
export async function saveDraft(
  scope: Scope,
  owner: string,
  form: string,
  fields: DraftFields,
  now = new Date(),
): Promise<void> {
  const json = JSON.stringify(fields);
  if (Buffer.byteLength(json) > maxBytes) throw new InvalidInput({ form: { key: "drafts.tooLong" } });
  const row = { fields: json, updated_at: now };
  await scope
    .db("drafts")
    .insert({ portal_id: scope.portalId, owner, form, ...row })
    .onConflict(["portal_id", "owner", "form"])
    .merge(row);
}

/** What was typed into the form and not sent, or null. */
export async function draftOf(scope: Scope, owner: string, form: string): Promise<DraftFields | null> {
  const [row] = await prepared<{ fields: string }>(
    scope.db,
    "SELECT fields FROM drafts WHERE portal_id = ? AND owner = ? AND form = ?",
    [scope.portalId, owner, form],
  );
  return row ? (JSON.parse(row.fields) as DraftFields) : null;
}

/** After the form was sent. */
export async function dropDraft(scope: Scope, owner: string, form: string): Promise<void> {
  await drafts(scope).where({ owner, form }).delete();
}

/** Moves drafts to another owner; of two for the same form the newer one stays. */
export async function adoptDrafts(scope: Scope, from: string, to: string): Promise<void> {
  const moving = (await drafts(scope).where({ owner: from })) as { form: string; updated_at: Date }[];
  for (const { form, updated_at: updatedAt } of moving) {
    await drafts(scope).where({ owner: to, form }).where("updated_at", "<=", updatedAt).delete();
    const kept: unknown = await drafts(scope).where({ owner: to, form }).first("form");
    if (kept) await dropDraft(scope, from, form);
    else await drafts(scope).where({ owner: from, form }).update({ owner: to });
  }
}

/**
 * At sign-in: moves a browser's drafts to the person, in every portal where `ownerIn` names one. Older ones are dropped: another person
 * may have typed them.
 */
export async function adoptFreshDrafts(
  db: Knex,
  from: string,
  now: Date,
  ownerIn: (portalId: number) => Promise<string | null>,
): Promise<void> {
  // Named portals make it a few lookups in the primary key.
  const portals = await db("portals").pluck<number[]>("id");
  const left = () => db("drafts").whereIn("portal_id", portals).where({ owner: from });
  await left()
    .where("updated_at", "<", new Date(now.getTime() - freshMs))
    .delete();
  const rows = await left().distinct<{ portalId: number }[]>({ portalId: "portal_id" });
  for (const { portalId } of rows) {
    const to = await ownerIn(portalId);
    if (to) await adoptDrafts({ db, portalId }, from, to);
  }
}

/** Deletes what nobody touched since then, in all portals. @returns how many. */
export const deleteDraftsBefore = (db: Knex, before: Date): Promise<number> =>
  db("drafts").where("updated_at", "<", before).limit(10_000).delete();
