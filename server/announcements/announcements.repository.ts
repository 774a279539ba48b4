import type { Audience } from "../core/audience.ts";
import type { Scope } from "../core/context.ts";
import type { Announcement } from "./announcement.ts";

const columns = {
  id: "id",
  title: "title",
  bodyHtml: "body_html",
  audience: "audience",
  pinned: "pinned",
  startsAt: "starts_at",
  endsAt: "ends_at",
  updatedAt: "updated_at",
};
type Row = Omit<Announcement, "pinned"> & { pinned: number };
const toAnnouncement = (row: Row): Announcement => ({ ...row, pinned: row.pinned === 1 });
const announcements = ({ db, portalId }: Scope) =>
  db("announcements").where({ "announcements.portal_id": portalId });

/** What is announced now to the audiences: pinned ones first, then the newest. */
export async function currentAnnouncements(
  scope: Scope,
  audiences: readonly Audience[],
  now: Date,
  limit: number,
): Promise<Announcement[]> {
  const rows = await announcements(scope)
    .whereIn("audience", [...audiences])
    .where("starts_at", "<=", now)
    .where((until) => until.whereNull("ends_at").orWhere("ends_at", ">", now))
    .orderBy([
      { column: "pinned", order: "desc" },
      { column: "starts_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(limit)
    .select<Row[]>(columns);
  return rows.map(toAnnouncement);
}

/** Every announcement of the portal, newest first; `before` continues after an id. */
export async function allAnnouncements(
  scope: Scope,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<Announcement[]> {
  const query = announcements(scope).orderBy("id", "desc").limit(limit).select(columns);
  if (before !== undefined) query.where("id", "<", before);
  return ((await query) as Row[]).map(toAnnouncement);
}

export async function announcementById(scope: Scope, id: number): Promise<Announcement | null> {
  const [row] = await announcements(scope).where({ id }).select<Row[]>(columns);
  return row ? toAnnouncement(row) : null;
}

export interface AnnouncementRow {
  readonly title: string;
  readonly body_html: string;
  readonly audience: Audience;
  readonly pinned: boolean;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly updated_at: Date;
}
export const insertAnnouncement = async ({ db, portalId }: Scope, row: AnnouncementRow): Promise<void> =>
  void (await db("announcements").insert({ ...row, portal_id: portalId, created_at: row.updated_at }));
export const updateAnnouncement = (scope: Scope, id: number, row: AnnouncementRow): Promise<number> =>
  announcements(scope).where({ id }).update(row);
export const deleteAnnouncement = (scope: Scope, id: number): Promise<number> =>
  announcements(scope).where({ id }).delete();
