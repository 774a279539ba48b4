import type { Request, Response } from "express";
import { readCookie } from "../core/http/csrf.ts";
import { sendPage } from "../core/http/pages.ts";
import { remember } from "../core/http/remembering.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { chooserPath, landing } from "./landing.ts";
import { placesOf } from "./places.service.ts";
import { chooserPage, noPermissionPage, placeName } from "./sign-in.view.ts";
import { frontOf, supportHere } from "./support.routes.ts";

/** Where one may go once signed in. */
export const placeRoutes = routes("anyone");

placeRoutes.get(chooserPath, async (req, res) => {
  const { loginId } = req.session;
  const places = loginId === undefined ? [] : await placesOf(req.ctx.db, loginId, null);
  noStore(res);
  if (loginId === undefined) {
    res.redirect(303, "/login");
    return;
  }
  sendPage(
    req,
    res,
    chooserPage,
    { places: places.map((place) => placeName(req.t, place)), support: await supportHere(req) },
    { title: req.t("sign-in.choose"), pageClass: "sign-in" },
  );
});

/** Where signing in leads this person from here; null when nothing here is theirs. */
export async function destination(
  req: Request,
  loginId: number,
  next: string | null,
): Promise<string | null> {
  const front = await frontOf(req);
  // At the installation's own address everybody may sign in; at a portal's own address or host name only its people.
  const ownHost = front?.host === req.hostname.toLowerCase() && !front.isDefault;
  const strict = req.area.base !== "" || ownHost;
  const desk = readCookie(req, "holdfast.desk");
  return landing(await placesOf(req.ctx.db, loginId, strict ? front : null), {
    next,
    portalId: req.ctx.portalId,
    strict,
    lastDesk: desk ? `/desk/${desk}/requests` : null,
    lastPortal: readCookie(req, "holdfast.portal") ?? null,
  });
}

/** Tells somebody whose proof was right that this portal is not theirs, and which are. */
export async function refuse(req: Request, res: Response, loginId: number, email: string): Promise<void> {
  const places = await placesOf(req.ctx.db, loginId, null);
  const support = await supportHere(req);
  const heading = req.t("sign-in.noPermission", { portal: req.area.brand.name });
  const portals = places.map((place) => ({ name: placeName(req.t, place).name, url: place.loginUrl }));
  res.status(403);
  noStore(res);
  sendPage(
    req,
    res,
    noPermissionPage,
    { heading, email, portals, loginUrl: `${req.area.base}/login`, support },
    { title: heading, pageClass: "sign-in" },
  );
}

/**
 * Notes in the browser that somebody has several customer portals: only then do their pages look for the switcher's. Wrong for a while, it
 * costs nothing but the switcher.
 */
export async function noteSeveral(req: Request, res: Response, loginId: number): Promise<void> {
  const portals = (await placesOf(req.ctx.db, loginId, null)).filter(({ kind }) => kind === "portal");
  if (portals.length > 1) remember(req, res, "holdfast.several", "1");
  else if (readCookie(req, "holdfast.several")) res.clearCookie("holdfast.several", { path: "/" });
}
