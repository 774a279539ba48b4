import type { Announcement } from "../announcements/index.ts";
import type { Actor } from "../core/actor.ts";
import { excerptOf } from "../core/html.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Front } from "../portals/index.ts";
import {
  type SearchBox,
  searchBox,
  type SolutionLine,
  type SolutionLink,
  solutionLink,
} from "../solutions/index.ts";
import type { OpenRequest } from "../tickets/index.ts";

interface Card {
  readonly label: string;
  readonly text: string;
  readonly url: string;
}
export interface HomePage {
  readonly title: string;
  readonly text: string;
  /** Null where guests may not read. */
  readonly search: SearchBox | null;
  readonly cards: readonly Card[];
  readonly requestsUrl: string;
  readonly openRequests: readonly RequestLine[];
  /** For a contact without any; a guest sees nothing of it. */
  readonly noOpenRequests: boolean;
  readonly announcementsUrl: string;
  readonly announcements: readonly {
    readonly title: string;
    readonly url: string;
    readonly excerpt: string;
    readonly pinned: boolean;
    readonly startsAt: Date;
  }[];
  readonly solutionsUrl: string;
  readonly popular: readonly SolutionLink[];
  readonly recent: readonly SolutionLink[];
}
interface RequestLine {
  readonly number: number;
  readonly subject: string;
  readonly url: string;
  readonly updatedAt: Date;
  readonly status: { readonly kind: "status"; readonly value: string; readonly label: string };
}
export const homePage = view<HomePage>("home/customer/home");

export interface HomeParts {
  readonly t: Translate;
  readonly base: string;
  readonly loginUrl: string | null;
  readonly front: Front | null;
  readonly actor: Actor;
  readonly announcements: readonly Announcement[];
  readonly popular: readonly SolutionLine[];
  readonly recent: readonly SolutionLine[];
  readonly openRequests: readonly OpenRequest[];
}

export function homeModel({
  t,
  base,
  loginUrl,
  front,
  actor,
  announcements,
  popular,
  recent,
  openRequests,
}: HomeParts): HomePage {
  const isContact = actor.kind === "contact";
  const mayRead = isContact || (front?.guestsMayRead ?? false);
  const maySubmit = isContact || (front?.guestsMaySubmit ?? false);
  const card = (name: string, url: string): Card => ({
    label: t(`home.card.${name}`),
    text: t(`home.card.${name}Text`),
    url,
  });
  const requestsUrl = `${base}/requests`;
  const solutionsUrl = `${base}/solutions`;
  return {
    title: front?.welcomeTitle || t("home.welcome"),
    text: front?.welcomeText ?? "",
    search: mayRead ? searchBox(base) : null,
    cards: [
      ...(maySubmit ? [card("submit", `${requestsUrl}/new`)] : []),
      ...(isContact ? [card("requests", requestsUrl)] : []),
      ...(mayRead ? [card("solutions", solutionsUrl)] : []),
      ...(loginUrl === null ? [] : [card("login", loginUrl)]),
    ],
    requestsUrl,
    openRequests: openRequests.map((request) => requestLine(t, requestsUrl, request)),
    noOpenRequests: isContact && openRequests.length === 0,
    announcementsUrl: `${base}/announcements`,
    announcements: announcements.map(({ id, title, bodyHtml, pinned, startsAt }) => ({
      title,
      url: `${base}/announcements#announcement-${id}`,
      excerpt: excerptOf(bodyHtml, 200),
      pinned,
      startsAt,
    })),
    solutionsUrl,
    popular: popular.map((line) => ({ ...solutionLink(base, line), detail: line.topicName })),
    recent: recent.map((line) => ({ ...solutionLink(base, line), detail: line.topicName })),
  };
}

const requestLine = (
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
