import type { Context } from "../core/context.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import { assertMayEditAnnouncements } from "./announcements.policy.ts";
import {
  type AnnouncementRow,
  deleteAnnouncement,
  insertAnnouncement,
  updateAnnouncement,
} from "./announcements.repository.ts";
import type { AnnouncementForm } from "./announcements.schema.ts";

// body_html is TEXT.
const maxBytes = 65_535;
const dayMs = 86_400_000;

/** Publishes an announcement, or with an id changes one. @throws InvalidInput; AppError 403, 404 */
export async function saveAnnouncement(
  ctx: Context,
  id: number | null,
  form: AnnouncementForm,
): Promise<void> {
  assertMayEditAnnouncements(ctx.actor);
  const row = rowOf(ctx, form);
  if (id === null) await insertAnnouncement(ctx, row);
  else if ((await updateAnnouncement(ctx, id, row)) === 0) throw notFound("announcement");
}

/** Deletes an announcement. @throws AppError 403, 404 */
export async function removeAnnouncement(ctx: Context, id: number): Promise<void> {
  assertMayEditAnnouncements(ctx.actor);
  if ((await deleteAnnouncement(ctx, id)) === 0) throw notFound("announcement");
}

function rowOf({ now }: Context, form: AnnouncementForm): AnnouncementRow {
  const body = bodyOf({ body: form.body, format: form.bodyFormat });
  if (isBlankHtml(body)) throw new InvalidInput({ body: { key: "shared.required" } });
  if (Buffer.byteLength(body) > maxBytes) throw new InvalidInput({ body: { key: "announcements.tooLong" } });
  if (form.until !== null && form.until < form.from)
    throw new InvalidInput({ until: { key: "announcements.endsBeforeStart" } });
  return {
    title: form.title,
    body_html: body,
    audience: form.audience,
    pinned: form.pinned,
    starts_at: new Date(form.from),
    ends_at: form.until === null ? null : new Date(Date.parse(form.until) + dayMs),
    updated_at: now,
  };
}
