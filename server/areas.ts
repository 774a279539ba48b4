import type { Request, RequestHandler } from "express";
import type { Knex } from "knex";
import { agentActor, contactActor, portalsOfAgent, signedInPerson } from "./accounts/index.ts";
import { capabilities } from "./capabilities.ts";
import { type Actor, createContext } from "./core/context.ts";
import { forbidden, gone, notFound } from "./core/errors.ts";
import { readCookie } from "./core/http/csrf.ts";
import type { Area, Brand, NavLink } from "./core/http/area.ts";
import { defaultLocale, translator } from "./core/i18n.ts";
import type { SignedIn } from "./core/http/request.ts";
import { defaultFront, frontBase, frontByHost, frontBySlug, type Front, portalBySlug } from "./portals/index.ts";

/**
 * The areas of the product: each finds its portal by the address, then who is asking in that portal, and sets req.ctx and req.area.
 * Everything after it sees one portal only.
 */
export interface Areas {
  /** For every request: a guest on the customer portal that the host names, or on the default one. */
  readonly anyone: RequestHandler;
  /** Mounted at "/" and at "/portal/:front". */
  readonly customer: RequestHandler;
  /** Mounted at "/desk/:portal". */
  readonly agent: RequestHandler;
  readonly admin: RequestHandler;
  /** For errors that came before any of them. */
  readonly fallback: (req: Request) => Area;
}

const guest: Actor = { kind: "guest" };

export function createAreas(db: Knex): Areas {
  const person = async (req: Request): Promise<SignedIn | null> => {
    const loginId = req.session?.loginId;
    return loginId === undefined ? null : await signedInPerson(db, loginId);
  };

  const anyone: RequestHandler = async (req, _res, next) => {
    req.reader = { locale: defaultLocale, timeZone: "UTC" };
    req.t = translator(defaultLocale);
    req.signedIn = null;
    const byHost = await frontByHost(req.hostname);
    const front = byHost ?? (await defaultFront());
    req.ctx = createContext({ db, portalId: front?.portalId ?? 0, actor: guest });
    req.area = front ? customerArea(req, front, byHost !== null) : fallbackArea(req);
    next();
  };

  const customer: RequestHandler = async (req, _res, next) => {
    const slug = req.params.front as string | undefined;
    const byHost = slug === undefined ? await frontByHost(req.hostname) : null;
    const front = slug === undefined ? (byHost ?? (await defaultFront())) : await frontBySlug(slug);
    if (!front) throw notFound("customer portal");
    const loginId = req.session?.loginId;
    const contact = loginId === undefined ? null : await contactActor({ db, portalId: front.portalId }, loginId);
    req.signedIn = contact ? { loginId: contact.loginId, name: contact.name, email: contact.email } : await person(req);
    req.ctx = createContext({ db, portalId: front.portalId, actor: contact ?? guest });
    req.area = customerArea(req, front, byHost !== null);
    if (!front.enabled) throw gone();
    next();
  };

  const agent: RequestHandler = async (req, res, next) => {
    const slug = String(req.params.portal);
    const portal = await portalBySlug(slug);
    const loginId = req.session?.loginId;
    req.signedIn = await person(req);
    const anywhere = loginId === undefined ? null : await agentActor(db, loginId, null);
    const actor = anywhere && portal ? await agentActor(db, anywhere.loginId, portal.id) : null;
    // An agent learns nothing of a portal without a place in it; a contact learns that the desk is not theirs.
    if (req.signedIn && !anywhere) throw forbidden("this page is for agents");
    if (req.signedIn && !actor) throw notFound("portal");
    // Where signing in leads next time, for who works in several.
    if (actor && readCookie(req, "holdfast.desk") !== slug)
      res.cookie("holdfast.desk", slug, { httpOnly: true, sameSite: "lax", secure: req.secure, path: "/", maxAge: 365 * 86_400_000 });
    req.ctx = createContext({ db, portalId: portal?.id ?? 0, actor: actor ?? guest });
    const all = actor ? await portalsOfAgent(db, actor) : [];
    req.area = deskArea(req, {
      kind: "agent",
      base: `/desk/${slug}`,
      name: actor ? (portal?.name ?? "Holdfast") : "Holdfast",
      homeUrl: `/desk/${slug}/requests`,
      portals: all.length > 1 ? all.map((each) => ({ name: each.name, url: `/desk/${each.slug}/requests`, current: each.slug === slug })) : [],
      search: actor?.may.has("tickets.view") ? { action: `/desk/${slug}/requests`, value: typeof req.query.q === "string" ? req.query.q : "" } : null,
    });
    next();
  };

  const admin: RequestHandler = async (req, _res, next) => {
    req.signedIn = await person(req);
    const actor = req.signedIn ? await agentActor(db, req.signedIn.loginId, null) : null;
    req.ctx = createContext({ db, portalId: 0, actor: actor ?? guest });
    const all = actor ? await portalsOfAgent(db, actor) : [];
    req.area = deskArea(req, {
      kind: "admin",
      base: "/admin",
      name: "Administration",
      homeUrl: "/admin",
      portals: all.map((each) => ({ name: each.name, url: `/desk/${each.slug}/requests`, current: false })),
      search: null,
    });
    next();
  };

  return { anyone, customer, agent, admin, fallback: fallbackArea };
}

function customerArea(req: Request, front: Front, ownHost: boolean): Area {
  const base = frontBase(front, ownHost);
  const { signedIn } = req;
  const version = Math.round(front.updatedAt.getTime() / 1000).toString(36);
  const isContact = req.ctx.actor.kind === "contact";
  return {
    kind: "customer",
    base,
    customerPortalId: front.id,
    brand: {
      name: front.name,
      logoUrl: front.logoHash ? `/branding/${front.slug}/${front.logoHash}/logo` : null,
      cssUrl: `/branding/${front.slug}/${version}/brand.css`,
      homeUrl: base || "/",
      footerText: front.footerText,
      footerLinks: front.footerLinks,
      headerLinks: front.headerLinks,
    },
    nav: navigation(req, "customer", base),
    account: signedIn ? account(req, signedIn, base, isContact ? [{ label: req.t("layout.profile"), url: `${base}/profile` }] : [{ label: req.t("layout.desk"), url: "/login" }]) : null,
    loginUrl: signedIn ? null : `${base}/login`,
    portals: [],
    search: null,
    banner: null,
  };
}

interface DeskParts {
  readonly kind: "agent" | "admin";
  readonly base: string;
  readonly name: string;
  readonly homeUrl: string;
  readonly portals: Area["portals"];
  readonly search: Area["search"];
}

function deskArea(req: Request, { kind, base, name, homeUrl, portals, search }: DeskParts): Area {
  const { actor } = req.ctx;
  const links = [
    { label: req.t("layout.profile"), url: `${base}/profile` },
    ...(actor.kind === "agent" && actor.administrator ? [{ label: req.t("layout.administration"), url: "/admin" }] : []),
  ];
  return {
    ...fallbackArea(req),
    kind,
    base,
    brand: { ...plainBrand, name, homeUrl },
    nav: actor.kind === "agent" ? navigation(req, kind, base) : [],
    account: req.signedIn ? account(req, req.signedIn, "", links) : null,
    portals,
    search,
  };
}

const plainBrand: Brand = { name: "Holdfast", logoUrl: null, cssUrl: "", homeUrl: "/", footerText: "", footerLinks: [], headerLinks: [] };

function fallbackArea(_req: Request): Area {
  return { kind: "customer", base: "", customerPortalId: null, brand: plainBrand, nav: [], account: null, loginUrl: null, portals: [], search: null, banner: null };
}

function account(_req: Request, { name, email }: SignedIn, base: string, links: { label: string; url: string }[]): Area["account"] {
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return { name, email, initials, links, signOutUrl: `${base}/logout` };
}

/** What the capabilities put into the area's navigation, as far as this actor may see it. */
function navigation(req: Request, area: "customer" | "agent" | "admin", base: string): NavLink[] {
  const { actor } = req.ctx;
  const path = req.originalUrl.split("?")[0] ?? "";
  return capabilities
    .flatMap((capability) => capability.navigation ?? [])
    .filter((entry) => entry.area === area)
    .filter(({ to }) => to === undefined || (to === "contact" ? actor.kind === "contact" : actor.kind === "agent" && actor.may.has(to)))
    .map((entry) => {
      const url = base + entry.path;
      return { label: req.t(entry.label), url, current: path === url || path.startsWith(`${url}/`) };
    });
}
