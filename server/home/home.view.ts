import type { Announcement } from "../announcements/index.ts";
import type { Actor } from "../core/actor.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Block, firstBlocks, type Front, type Section, sectionBlocks } from "../portals/index.ts";
import {
  type SearchBox,
  searchBox,
  type SolutionLine,
  type SolutionLink,
  solutionLink,
} from "../solutions/index.ts";
import type { OpenRequest } from "../tickets/index.ts";
import { type AnnouncementLine, announcementsOf, type RequestLine, requestLine } from "./lines.view.ts";

interface Card {
  readonly label: string;
  readonly text: string;
  readonly url: string;
}
export interface HomePage {
  readonly title: string;
  readonly text: string;
  /** In the welcome area when it is the first block; null elsewhere, and where guests may not read. */
  readonly search: SearchBox | null;
  /** In the order that the customer portal chose. */
  readonly blocks: readonly HomeBlock[];
}
/** One block of the page, of the kind that is not null. */
export interface HomeBlock {
  readonly search: SearchBox | null;
  readonly cards: readonly Card[] | null;
  readonly requests: null | {
    readonly url: string;
    /** Null for a contact without any. */
    readonly open: readonly RequestLine[] | null;
  };
  readonly announcements: null | { readonly url: string; readonly list: readonly AnnouncementLine[] };
  /** Those that stand beside each other. */
  readonly solutions: readonly SolutionList[] | null;
  readonly section: null | { readonly id: string; readonly title: string; readonly bodyHtml: string };
}
interface SolutionList {
  readonly id: string;
  readonly heading: string;
  readonly url: string | null;
  readonly list: readonly SolutionLink[];
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

export function homeModel(parts: HomeParts): HomePage {
  const { t, front } = parts;
  const shown = front?.look.blocks ?? firstBlocks;
  const inHero = shown[0] === "search";
  const blocks = (inHero ? shown.slice(1) : shown)
    .map((block) => blockOf(parts, block))
    .filter((block) => block !== null);
  return {
    title: front?.welcomeTitle || t("home.welcome"),
    text: front?.welcomeText ?? "",
    search: inHero && mayRead(parts) ? searchBox(parts.base) : null,
    blocks: sideBySide(blocks),
  };
}

const nothing: HomeBlock = {
  search: null,
  cards: null,
  requests: null,
  announcements: null,
  solutions: null,
  section: null,
};

const mayRead = ({ actor, front }: HomeParts) => actor.kind === "contact" || (front?.guestsMayRead ?? false);

/** Null for a block that has nothing to show to this reader. */
function blockOf(parts: HomeParts, block: Block): HomeBlock | null {
  const { t, base, front, actor } = parts;
  const solutionsUrl = `${base}/solutions`;
  const list = (heading: string, lines: readonly SolutionLine[], url: string | null): HomeBlock | null =>
    lines.length === 0
      ? null
      : { ...nothing, solutions: [{ id: block, heading: t(heading), url, list: links(base, lines) }] };
  switch (block) {
    case "search":
      return mayRead(parts) ? { ...nothing, search: searchBox(base) } : null;
    case "cards":
      return { ...nothing, cards: cardsOf(parts) };
    case "requests": {
      const url = `${base}/requests`;
      const open = parts.openRequests.map((request) => requestLine(t, url, request));
      if (actor.kind !== "contact") return null;
      return { ...nothing, requests: { url, open: open.length > 0 ? open : null } };
    }
    case "announcements":
      return parts.announcements.length === 0
        ? null
        : { ...nothing, announcements: announcementsOf(base, parts.announcements) };
    case "popular":
      return list("home.popular", parts.popular, solutionsUrl);
    case "recent":
      return list("home.recent", parts.recent, null);
    case "links":
      return front && front.look.links.length > 0 ? { ...nothing, cards: front.look.links } : null;
    case "section1":
    case "section2":
    case "section3":
    case "section4":
      return sectionOf(block, front?.look.sections[sectionBlocks.indexOf(block)]);
  }
}

/** Two lists of solutions in a row become one block of two columns. */
function sideBySide(blocks: readonly HomeBlock[]): HomeBlock[] {
  const result: HomeBlock[] = [];
  for (const block of blocks) {
    const before = result.at(-1);
    if (block.solutions && before?.solutions?.length === 1)
      result[result.length - 1] = { ...nothing, solutions: [...before.solutions, ...block.solutions] };
    else result.push(block);
  }
  return result;
}

const links = (base: string, lines: readonly SolutionLine[]): SolutionLink[] =>
  lines.map((line) => ({ ...solutionLink(base, line), detail: line.topicName }));

function cardsOf({ t, base, loginUrl, front, actor, ...parts }: HomeParts): Card[] {
  const isContact = actor.kind === "contact";
  // Of a retired portal everything can be read, and nothing sent.
  const maySubmit = front?.portalState !== "retired" && (isContact || (front?.guestsMaySubmit ?? false));
  const card = (name: string, url: string): Card => ({
    label: t(`home.card.${name}`),
    text: t(`home.card.${name}Text`),
    url,
  });
  const requestsUrl = `${base}/requests`;
  return [
    ...(maySubmit ? [card("submit", `${requestsUrl}/new`)] : []),
    ...(isContact ? [card("requests", requestsUrl)] : []),
    ...(mayRead({ t, base, loginUrl, front, actor, ...parts })
      ? [card("solutions", `${base}/solutions`)]
      : []),
    ...(loginUrl === null ? [] : [card("login", loginUrl)]),
  ];
}

const sectionOf = (id: string, section: Section | undefined): HomeBlock | null =>
  section && (section.title !== "" || section.bodyHtml !== "")
    ? { ...nothing, section: { id, ...section } }
    : null;
