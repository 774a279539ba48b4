import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { one, prepared, selected } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import type { Attachment } from "./attachment.ts";
import { maxFiles } from "./attachments.settings.ts";

const columns = {
  id: "id",
  ticketId: "ticket_id",
  replyId: "reply_id",
  noteId: "note_id",
  name: "name",
  mediaType: "media_type",
  size: "size",
  sha256: "sha256",
  createdAt: "created_at",
};

const attachments = ({ db, portalId }: Scope) => db("attachments").where({ portal_id: portalId });
/** Whole files only: of one that is still coming in nobody sees anything. */
const complete = (scope: Scope) => attachments(scope).where({ complete: true });
const unsent = (scope: Scope, owner: string) => complete(scope).where({ owner }).whereNull("ticket_id");

export async function insertAttachment(
  { db, portalId }: Scope,
  row: { owner: string; name: string; mediaType: string; createdAt: Date },
): Promise<number> {
  const [id] = (await db("attachments").insert({
    portal_id: portalId,
    owner: row.owner,
    name: row.name,
    media_type: row.mediaType,
    size: 0,
    complete: false,
    created_at: row.createdAt,
  })) as [number];
  return id;
}

/** The last statement of an upload: from here on the file exists. */
export async function completeAttachment(
  scope: Scope,
  id: number,
  { size, sha256 }: { size: number; sha256: string },
): Promise<void> {
  await attachments(scope).where({ id }).update({ size, sha256, complete: true });
}

/** Its bytes must be gone already. */
export async function deleteAttachment(scope: Scope, id: number): Promise<void> {
  await attachments(scope).where({ id }).delete();
}

/**
 * Ties uploaded files to the reply or note that sends them. Only complete files of the same owner that were not sent yet count;
 * others are left alone, so that nobody attaches what is not theirs.
 * @throws InvalidInput for more files than a message takes.
 */
export async function tieAttachments(
  scope: Scope,
  owner: string,
  ids: readonly number[],
  to: { ticketId: number; replyId?: number; noteId?: number },
): Promise<void> {
  if (ids.length === 0) return;
  if (ids.length > maxFiles.get())
    throw new InvalidInput({ attachments: { key: "attachments.tooMany", values: { max: maxFiles.get() } } });
  await unsent(scope, owner)
    .whereIn("id", [...ids])
    .update({ ticket_id: to.ticketId, reply_id: to.replyId ?? null, note_id: to.noteId ?? null });
}

/** Files that this owner uploaded and has not sent; what a form that comes back keeps. In the order of their upload. */
export const unsentAttachments = (
  scope: Scope,
  owner: string,
  ids: readonly number[],
): Promise<Attachment[]> =>
  unsent(scope, owner)
    .whereIn("id", [...ids])
    .orderBy("id")
    .select(columns) as unknown as Promise<Attachment[]>;

/** Gives unsent files to another owner: to the person who signed in, to a guest's request that waits. */
export async function giveUploads(
  scope: Scope,
  from: string,
  to: string,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  await unsent(scope, from)
    .whereIn("id", [...ids])
    .update({ owner: to });
}

/** Ids of all unsent files of an owner. */
export const unsentIdsOf = (scope: Scope, owner: string): Promise<number[]> =>
  unsent(scope, owner).pluck("id") as unknown as Promise<number[]>;

/** A file of a ticket's conversation; one of a note only when `notes` is said. @throws AppError 404 */
export function attachmentOfTicket(
  scope: Scope,
  ticketId: number,
  id: number,
  { notes }: { notes: boolean },
): Promise<Attachment> {
  const query = complete(scope).where({ id, ticket_id: ticketId });
  if (!notes) query.whereNull("note_id");
  return one(query.limit(1).select(columns) as PromiseLike<Attachment[]>, "attachment");
}

export interface TicketAttachments {
  readonly ofReply: ReadonlyMap<number, Attachment[]>;
  readonly ofNote: ReadonlyMap<number, Attachment[]>;
}

/** A ticket's files by the reply or note that brought them; the notes' only when `notes` is said. At most the 500 newest. */
export async function attachmentsOf(
  scope: Scope,
  ticketId: number,
  { notes }: { notes: boolean },
): Promise<TicketAttachments> {
  const rows = await prepared<Attachment>(
    scope.db,
    `SELECT ${selected(columns)} FROM attachments WHERE portal_id = ? AND ticket_id = ? AND complete = 1${notes ? "" : " AND note_id IS NULL"} ORDER BY id DESC LIMIT 500`,
    [scope.portalId, ticketId],
  );
  return {
    ofReply: groupedBy(rows.toReversed(), ({ replyId }) => replyId),
    ofNote: groupedBy(rows.toReversed(), ({ noteId }) => noteId),
  };
}

function groupedBy(rows: Attachment[], key: (row: Attachment) => number | null): Map<number, Attachment[]> {
  const groups = new Map<number, Attachment[]>();
  for (const row of rows) {
    const id = key(row);
    if (id === null) continue;
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}

/**
 * Files that nobody sent, of all portals: older than `before`, or than `keptBefore` for those that a guest's request waits with
 * (owner "guest-request:…").
 */
export const staleUploads = (
  db: Knex,
  before: Date,
  keptBefore: Date,
  limit: number,
): Promise<{ id: number; portalId: number }[]> =>
  db("attachments")
    .whereNull("ticket_id")
    .where("created_at", "<", before)
    .where((either) =>
      either.where("created_at", "<", keptBefore).orWhereNot("owner", "like", "guest-request:%"),
    )
    .orderBy("created_at")
    .limit(limit)
    .select({ id: "id", portalId: "portal_id" }) as unknown as Promise<{ id: number; portalId: number }[]>;
