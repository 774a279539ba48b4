import type { Request, RequestHandler } from "express";
import type { Knex } from "knex";
import { warnOfTrouble } from "./area-banners.ts";
import {
  agentActor,
  contactActor,
  deskActor,
  portalsOfAgent,
  portalsOfContact,
  signedInPerson,
} from "./accounts/index.ts";
import { customerArea, deskArea, fallbackArea, readAs, stateBanner } from "./area-models.ts";
import type { Actor } from "./core/actor.ts";
import { createContext } from "./core/context.ts";
import { AppError, forbidden, gone, notFound } from "./core/errors.ts";
import { readCookie } from "./core/http/csrf.ts";
import type { Area } from "./core/http/area.ts";
import { remember } from "./core/http/remembering.ts";
import { defaultLocale, translator } from "./core/i18n.ts";
import type { SignedIn } from "./core/http/request.ts";
import { previewHandler } from "./preview-area.ts";
import {
  defaultFront,
  type Front,
  frontAccess,
  frontBase,
  frontByHost,
  frontBySlug,
  portalAccess,
  portalBySlug,
} from "./portals/index.ts";

/**
 * The areas of the product: each finds its portal by the address, then who is asking in that portal, and sets req.ctx and req.area.
 * Everything after it sees one portal only.
 */
export interface Areas {
  /** For every request, before any area: the reader's language and time zone. */
  readonly reader: RequestHandler;
  /** Outside of the areas: a guest on the customer portal that the host names, or on the default one. */
  readonly anyone: RequestHandler;
  /** Mounted at "/" and at "/portal/:front". */
  readonly customer: RequestHandler;
  /** Mounted at "/preview/:design/:as". */
  readonly preview: RequestHandler;
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

  const reader: RequestHandler = (req, _res, next) => {
    req.reader = { locale: defaultLocale, timeZone: "UTC" };
    req.t = translator(defaultLocale);
    req.signedIn = null;
    next();
  };

  const anyone: RequestHandler = async (req, _res, next) => {
    const byHost = await frontByHost(req.hostname);
    const front = byHost ?? (await defaultFront());
    req.ctx = createContext({ db, portalId: front?.portalId ?? 0, actor: guest });
    if (front) readAs(req, front);
    req.area = fallbackArea();
    // Mails that were sent before still show the logo.
    if (byHost && isClosed(byHost) && !req.path.startsWith("/branding/")) throw gone();
    if (front) req.area = customerArea(req, front, frontBase(front, byHost !== null));
    next();
  };

  const customer: RequestHandler = async (req, res, next) => {
    const slug = req.params.front as string | undefined;
    const byHost = slug === undefined ? await frontByHost(req.hostname) : null;
    const front = slug === undefined ? (byHost ?? (await defaultFront())) : await frontBySlug(slug);
    if (!front) throw notFound("customer portal");
    const loginId = req.session?.loginId;
    // What is closed says only that it is: no name, no logo, no way in.
    req.area = fallbackArea();
    readAs(req, front);
    const early = frontAccess(front, null) === "closed" && loginId !== undefined;
    const access = frontAccess(front, early ? await agentActor(db, loginId, null) : null);
    if (!front.enabled || access === "closed") throw gone();
    const contact =
      loginId === undefined ? null : await contactActor({ db, portalId: front.portalId }, loginId);
    req.signedIn = contact
      ? { loginId: contact.loginId, name: contact.name, email: contact.email }
      : await person(req);
    req.ctx = createContext({ db, portalId: front.portalId, actor: contact ?? guest });
    const several = loginId !== undefined && readCookie(req, "holdfast.several") !== undefined;
    const portals = several ? await portalsOfContact(db, loginId) : [];
    const url = frontBase(front, false) || "/";
    // Where signing in leads next time, for who belongs to several.
    if (several && contact && readCookie(req, "holdfast.portal") !== url)
      remember(req, res, "holdfast.portal", url);
    req.area = customerArea(
      req,
      front,
      frontBase(front, byHost !== null),
      portals.length > 1
        ? portals.map((each) => ({
            name: each.name,
            url: each.url,
            current: each.portalId === front.portalId,
          }))
        : [],
    );
    if (access === "read-only") assertReading(req);
    next();
  };

  const agent: RequestHandler = async (req, res, next) => {
    const slug = String(req.params.portal);
    const portal = await portalBySlug(slug);
    const loginId = req.session?.loginId;
    const anywhere = loginId === undefined ? null : await agentActor(db, loginId, null);
    req.signedIn = anywhere
      ? { loginId: anywhere.loginId, name: anywhere.name, email: anywhere.email }
      : await person(req);
    const all = anywhere ? await portalsOfAgent(db, anywhere, slug) : [];
    if (portal) readAs(req, portal);
    const access = portal && portalAccess(portal, anywhere);
    const here = access === "closed" ? undefined : all.find((each) => each.slug === slug);
    const actor = anywhere && here ? deskActor(anywhere, here.role) : null;
    // An agent learns nothing of a portal without a place in it; a contact learns that the desk is not theirs.
    if (req.signedIn && !anywhere) throw forbidden("this page is for agents");
    if (req.signedIn && !actor) throw notFound("portal");
    // Where signing in leads next time, for who works in several.
    if (actor && readCookie(req, "holdfast.desk") !== slug) remember(req, res, "holdfast.desk", slug);
    req.ctx = createContext({ db, portalId: portal?.id ?? 0, actor: actor ?? guest });
    req.area = await deskArea(req, {
      kind: "agent",
      base: `/desk/${slug}`,
      name: actor ? (portal?.name ?? "Holdfast") : "Holdfast",
      homeUrl: `/desk/${slug}/requests`,
      portals:
        all.length > 1
          ? all.map((each) => ({
              name: each.name,
              url: `/desk/${each.slug}/requests`,
              current: each.slug === slug,
            }))
          : [],
      search: actor?.may.has("tickets.view")
        ? { action: `/desk/${slug}/requests`, value: typeof req.query.q === "string" ? req.query.q : "" }
        : null,
      banner: actor && portal ? stateBanner(req, portal.state) : null,
    });
    if (access === "read-only") assertReading(req);
    await warnOfTrouble(req);
    next();
  };

  const admin: RequestHandler = async (req, _res, next) => {
    req.signedIn = await person(req);
    const actor = req.signedIn ? await agentActor(db, req.signedIn.loginId, null) : null;
    req.ctx = createContext({ db, portalId: 0, actor: actor ?? guest });
    const all = actor ? await portalsOfAgent(db, actor, null) : [];
    // Administration belongs to no portal; its dates read as those of the one at the installation's own address.
    const front = await defaultFront();
    if (front) readAs(req, front);
    req.area = await deskArea(req, {
      kind: "admin",
      base: "/admin",
      name: "Administration",
      homeUrl: "/admin",
      portals: all.map((each) => ({ name: each.name, url: `/desk/${each.slug}/requests`, current: false })),
      search: null,
    });
    await warnOfTrouble(req);
    next();
  };

  return { reader, anyone, customer, preview: previewHandler(db), agent, admin, fallback: fallbackArea };
}

const isClosed = (front: Front) => !front.enabled || frontAccess(front, null) === "closed";

// One's own way in and out, one's own text that is not sent, who is looking; nothing of the portal.
const alwaysOpen =
  /^\/((login|logout|forgot-password|reset-password|drafts)(\/|$)|profile\/|requests\/\d+\/presence$)/;

/** A retired portal can be read, by everybody who could before; nothing in it changes. @throws AppError 403 */
function assertReading(req: Request): void {
  if (!["GET", "HEAD"].includes(req.method) && !alwaysOpen.test(req.path)) throw new AppError(403, "retired");
}
