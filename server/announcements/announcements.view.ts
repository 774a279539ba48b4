import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Announcement, lastDayOf, phaseOf } from "./announcement.ts";

export interface AnnouncementsPage {
  readonly announcements: readonly {
    readonly id: number;
    readonly title: string;
    readonly bodyHtml: string;
    readonly pinned: boolean;
    readonly startsAt: Date;
  }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly image: string | null;
    readonly action: null;
  } | null;
}
export const announcementsPage = view<AnnouncementsPage>("announcements/customer/index");

interface Badge {
  readonly kind: "status";
  readonly value: string;
  readonly label: string;
}
export interface DeskPage {
  readonly newUrl: string | null;
  readonly rows: readonly {
    readonly title: string;
    readonly url: string;
    readonly phase: Badge;
    readonly audience: string;
    readonly pinned: boolean;
    readonly startsAt: Date;
    /** The last day that it is shown. */
    readonly lastDay: Date | null;
  }[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly image: string | null;
    readonly action: { readonly label: string; readonly url: string } | null;
  } | null;
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  };
}
export const deskPage = view<DeskPage>("announcements/agent/index");

const looks = { current: "resolved", coming: "in_progress", over: "closed" } as const;

export function deskModel(
  place: {
    readonly t: Translate;
    readonly base: string;
    readonly image: string;
    readonly mayEdit: boolean;
    readonly now: Date;
  },
  list: readonly Announcement[],
  more: boolean,
): DeskPage {
  const { t, base, mayEdit, now } = place;
  const newUrl = mayEdit ? `${base}/announcements/new` : null;
  const last = list.at(-1);
  return {
    newUrl,
    rows: list.map((each) => {
      const phase = phaseOf(each, now);
      return {
        title: each.title,
        url: `${base}/announcements/${each.id}`,
        phase: { kind: "status", value: looks[phase], label: t(`announcements.phase.${phase}`) },
        audience: t(`announcements.audience.${each.audience}`),
        pinned: each.pinned,
        startsAt: each.startsAt,
        lastDay: each.endsAt && lastDayOf(each.endsAt),
      };
    }),
    empty:
      list.length > 0
        ? null
        : {
            title: t("announcements.desk.emptyTitle"),
            text: t("announcements.desk.emptyText"),
            image: place.image,
            action: newUrl ? { label: t("announcements.desk.new"), url: newUrl } : null,
          },
    pagination: {
      previous: null,
      next: more && last ? `${base}/announcements?before=${last.id}` : null,
      label: t("announcements.pages"),
    },
  };
}

export interface ReadPage {
  readonly backUrl: string;
  readonly title: string;
  readonly bodyHtml: string;
  readonly startsAt: Date;
}
export const readPage = view<ReadPage>("announcements/agent/show");
