import type { Request } from "express";
import type { NavEntry } from "./core/capability.ts";
import { capabilities } from "./capabilities.ts";
import { defaultLocale, languages, translator } from "./core/i18n.ts";
import type { Area, Brand, NavLink } from "./core/http/area.ts";
import type { SignedIn } from "./core/http/request.ts";
import { redundancyBanner } from "./failover/index.ts";
import { brandingHash, type Front, type Portal } from "./portals/index.ts";

/** What a customer portal looks like to whoever asks. Needs req.ctx and req.signedIn. */
export function customerArea(req: Request, front: Front, base: string, portals: Area["portals"] = []): Area {
  const { signedIn } = req;
  const picture = (kind: "logo" | "favicon", hash: string | null) =>
    hash === null ? null : `/branding/${front.slug}/${hash}/${kind}`;
  const isContact = req.ctx.actor.kind === "contact";
  return {
    kind: "customer",
    base,
    customerPortalId: front.id,
    brand: {
      name: front.name,
      logoUrl: picture("logo", front.logoHash),
      faviconUrl: picture("favicon", front.faviconHash) ?? picture("logo", front.logoHash),
      cssUrl: `/branding/${front.slug}/${brandingHash(front.look)}/brand.css`,
      indexable: front.look.indexable,
      homeUrl: base || "/",
      footerText: front.footerText,
      footerLinks: front.footerLinks,
      headerLinks: front.headerLinks,
    },
    nav: navigation(req, "customer", base),
    account: signedIn
      ? account(
          signedIn,
          base,
          isContact
            ? [{ label: req.t("layout.profile"), url: `${base}/profile` }]
            : [{ label: req.t("layout.desk"), url: "/login" }],
        )
      : null,
    loginUrl: signedIn ? null : `${base}/login`,
    support: front.supportContact,
    portals,
    search: null,
    banner: stateBanner(req, front.portalState),
  };
}

/** Where a portal is not simply open, everybody in it reads why. */
export function stateBanner(req: Request, state: Portal["state"]): Area["banner"] {
  return state === "production"
    ? null
    : { kind: "notice", text: req.t(`portals.banner.${state}`), link: null };
}

export interface DeskParts {
  readonly kind: "agent" | "admin";
  readonly base: string;
  readonly name: string;
  readonly homeUrl: string;
  readonly portals: Area["portals"];
  readonly search: Area["search"];
  readonly banner?: Area["banner"];
}

/** The frame of the desk and of administration. */
export async function deskArea(
  req: Request,
  { kind, base, name, homeUrl, portals, search, banner = null }: DeskParts,
): Promise<Area> {
  const { actor } = req.ctx;
  const links = [
    { label: req.t("layout.profile"), url: `${base}/profile` },
    ...(actor.kind === "agent" && actor.administrator
      ? [{ label: req.t("layout.administration"), url: "/admin" }]
      : []),
  ];
  return {
    ...fallbackArea(),
    kind,
    base,
    brand: { ...plainBrand, name, homeUrl },
    nav: actor.kind === "agent" ? await counted(req, navigation(req, kind, base)) : [],
    account: req.signedIn ? account(req.signedIn, "", links) : null,
    portals,
    search,
    banner: actor.kind === "agent" && actor.administrator ? (operatorBanner(req) ?? banner) : banner,
  };
}

/** Costs nothing: the state is followed in the background. */
function operatorBanner(req: Request): Area["banner"] {
  const banner = redundancyBanner();
  const link = { label: req.t("failover.banner"), url: "/admin/failover" };
  return banner && { kind: "warning", text: banner.text, link };
}

const plainBrand: Brand = {
  name: "Holdfast",
  logoUrl: null,
  faviconUrl: null,
  cssUrl: "",
  indexable: false,
  homeUrl: "/",
  footerText: "",
  footerLinks: [],
  headerLinks: [],
};

/** When nothing is known of the portal yet. */
export function fallbackArea(): Area {
  return {
    kind: "customer",
    base: "",
    customerPortalId: null,
    brand: plainBrand,
    nav: [],
    account: null,
    loginUrl: null,
    support: "",
    portals: [],
    search: null,
    banner: null,
  };
}

function account(
  { name, email }: SignedIn,
  base: string,
  links: { label: string; url: string }[],
): Area["account"] {
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return { name, email, initials, links, signOutUrl: `${base}/logout` };
}

/** What the capabilities put into the area's navigation, as far as this actor may see it. */
function navigation(req: Request, area: "customer" | "agent" | "admin", base: string): Countable[] {
  const { actor } = req.ctx;
  const path = req.originalUrl.split("?")[0] ?? "";
  return capabilities
    .flatMap((capability) => capability.navigation ?? [])
    .filter((entry) => entry.area === area)
    .filter(
      ({ to }) =>
        to === undefined ||
        (to === "contact" ? actor.kind === "contact" : actor.kind === "agent" && actor.may.has(to)),
    )
    .map((entry) => {
      const url = base + entry.path;
      const current = path === url || path.startsWith(`${url}/`);
      return { label: req.t(entry.label), url, current, count: null, counter: entry.count };
    });
}

interface Countable extends NavLink {
  readonly counter: NavEntry["count"];
}

/** Asks how much waits behind each link; one that has nothing to count here is left out. */
async function counted({ ctx }: Request, links: readonly Countable[]): Promise<NavLink[]> {
  const asked = links.map(async ({ counter, ...link }) => {
    if (!counter) return link;
    const count = await counter(ctx);
    return count === null ? null : { ...link, count };
  });
  return (await Promise.all(asked)).filter((link) => link !== null);
}

/** The language and the formats of the portal at hand. */
export function readAs(
  req: Request,
  of: Pick<Portal | Front, "language" | "timeZone" | "dateFormat" | "hourFormat">,
): void {
  const locale = languages.includes(of.language) ? of.language : defaultLocale;
  req.reader = { locale, timeZone: of.timeZone, formats: { date: of.dateFormat, hour: of.hourFormat } };
  req.t = translator(locale);
}
