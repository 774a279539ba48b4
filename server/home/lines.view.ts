import type { Announcement } from "../announcements/index.ts";
import { excerptOf } from "../core/html.ts";
import type { Translate } from "../core/i18n.ts";
import type { OpenRequest } from "../tickets/index.ts";

/** An announcement as the home page shows it. */
export interface AnnouncementLine {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
  readonly pinned: boolean;
  readonly startsAt: Date;
}
/** An open request of the reader. */
export interface RequestLine {
  readonly number: number;
  readonly subject: string;
  readonly url: string;
  readonly updatedAt: Date;
  readonly status: { readonly kind: "status"; readonly value: string; readonly label: string };
}

export const announcementsOf = (base: string, announcements: readonly Announcement[]) => ({
  url: `${base}/announcements`,
  list: announcements.map(({ id, title, bodyHtml, pinned, startsAt }) => ({
    title,
    url: `${base}/announcements#announcement-${id}`,
    excerpt: excerptOf(bodyHtml, 200),
    pinned,
    startsAt,
  })),
});

export const requestLine = (
  t: Translate,
  requestsUrl: string,
  { number, subject, status, updatedAt }: OpenRequest,
): RequestLine => ({
  number,
  subject,
  url: `${requestsUrl}/${number}`,
  updatedAt,
  status: { kind: "status", value: status, label: t(`tickets.status.${status}`) },
});
