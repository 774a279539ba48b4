import type { DateFormat, HourFormat } from "../core/dates.ts";
import type { Link } from "../core/http/area.ts";
import { colorsFrom } from "./colors.ts";
import { type Design, firstBlocks, type Look, noSections } from "./design.ts";
import type { SignUpRule } from "./sign-up-rule.ts";
import { portalAccess, type PortalState, type Visitor } from "./portal.ts";

/** A customer portal as every request needs it: who it fronts for, where it lives, how it looks, what guests may do. */
export interface Front {
  readonly id: number;
  readonly portalId: number;
  readonly portalSlug: string;
  readonly portalState: PortalState;
  readonly portalOwnerId: number | null;
  readonly timeZone: string;
  readonly language: string;
  readonly dateFormat: DateFormat;
  readonly hourFormat: HourFormat;
  readonly slug: string;
  readonly host: string | null;
  readonly name: string;
  readonly enabled: boolean;
  readonly isDefault: boolean;
  readonly brandColor: string;
  readonly headerColor: string;
  readonly linkColor: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly footerText: string;
  readonly supportContact: string;
  readonly headerLinks: readonly Link[];
  readonly footerLinks: readonly Link[];
  readonly guestsMayRead: boolean;
  readonly guestsMaySubmit: boolean;
  readonly look: Look;
  readonly signUp: SignUpRule;
  /** Changes with the picture, so that it may be cached for ever; null without a logo. */
  readonly logoHash: string | null;
  readonly faviconHash: string | null;
}

/** The look of a customer portal; what it never chose follows from its three first colours. */
export function lookOf(
  stored: string | null,
  main: { brandColor: string; headerColor: string; linkColor: string },
): Look {
  const chosen = stored === null ? {} : (JSON.parse(stored) as Partial<Look>);
  const colors = colorsFrom({ brand: main.brandColor, headerBg: main.headerColor, link: main.linkColor });
  return {
    font: "system",
    headingFont: "system",
    theme: "auto",
    blocks: firstBlocks,
    links: [],
    sections: noSections,
    guestTopics: null,
    indexable: true,
    consentText: "",
    tokens: "",
    ...chosen,
    colors: { ...colors, ...chosen.colors },
  };
}

/** A design as it was stored; what it did not know yet is as in a new one. */
export function storedDesign(text: string): Design {
  const design = JSON.parse(text) as Design;
  const { brand, headerBg, link } = design.colors;
  const look = lookOf(text, { brandColor: brand, headerColor: headerBg, linkColor: link });
  return { ...look, ...design, colors: look.colors };
}

/** What is published, as the Customize page edits it. */
export const designOf = (front: Front): Design => ({
  ...front.look,
  name: front.name,
  logo: front.logoHash,
  favicon: front.faviconHash,
  welcomeTitle: front.welcomeTitle,
  welcomeText: front.welcomeText,
  footerText: front.footerText,
  headerLinks: front.headerLinks,
  footerLinks: front.footerLinks,
  guestsMayRead: front.guestsMayRead,
  guestsMaySubmit: front.guestsMaySubmit,
});

/** The customer portal as it would be with this design. */
export function inDesign(front: Front, { logo, favicon, ...design }: Design): Front {
  const { colors, font, headingFont, theme, blocks, links, sections, guestTopics, indexable, ...rest } =
    design;
  const { consentText, tokens, ...columns } = rest;
  return {
    ...front,
    ...columns,
    brandColor: colors.brand,
    headerColor: colors.headerBg,
    linkColor: colors.link,
    look: {
      ...{ colors, font, headingFont, theme, blocks, links, sections, guestTopics, indexable },
      ...{ consentText, tokens },
    },
    logoHash: logo,
    faviconHash: favicon,
  };
}

/** What the portal behind a customer portal lets a visitor do here. */
export const frontAccess = ({ portalState, portalOwnerId }: Front, visitor: Visitor) =>
  portalAccess({ state: portalState, ownerId: portalOwnerId }, visitor);

/** Where a customer portal's addresses begin, seen from its own host or from the installation's. */
export const frontBase = (front: Front, ownHost: boolean): string =>
  ownHost || front.isDefault ? "" : `/portal/${front.slug}`;

/**
 * The absolute address of a customer portal, for mail: from the portal's record and the configured address, never from a request's
 * Host header (a forged one would send our links elsewhere).
 */
export function frontUrl(front: Front, baseUrl: string): string {
  if (!front.host) return `${baseUrl}${frontBase(front, false)}`;
  const base = new URL(baseUrl);
  return `${base.protocol}//${front.host}${base.port ? `:${base.port}` : ""}`;
}
