import type { Response } from "express";
import { notFound } from "../core/errors.ts";
import { routes } from "../core/http/routes.ts";
import { brandingCss, brandingHash } from "./branding.ts";
import { frontById, frontBySlug, frontImage, type ImageKind } from "./fronts.repository.ts";

/** Stylesheet and pictures of a customer portal. Their addresses change with their content, so browsers keep them for ever. */
export const brandingRoutes = routes("anyone");

/** What is not what the address names (a page from before or after a change) must not be kept under it. */
const cache = (res: Response, exact: boolean) =>
  res.set("Cache-Control", exact ? "public, max-age=31536000, immutable" : "no-store");

brandingRoutes.get("/branding/:slug/:version/brand.css", async (req, res) => {
  const asked = String(req.params.version);
  let front = await frontBySlug(String(req.params.slug));
  // The page may come from a process that knows of a change already.
  if (front && brandingHash(front.look) !== asked) front = await frontById(req.ctx.db, front.id);
  if (!front) throw notFound();
  cache(res, brandingHash(front.look) === asked)
    .type("css")
    .send(brandingCss(front.look));
});

const picture = (kind: ImageKind) =>
  brandingRoutes.get(`/branding/:slug/:version/${kind}`, async (req, res) => {
    const front = await frontBySlug(String(req.params.slug));
    const image = front && (await frontImage(req.ctx.db, front, kind));
    if (!image) throw notFound();
    cache(res, image.hash === req.params.version).set({
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Content-Type": image.mediaType,
      // Mail clients show the logo from wherever they are.
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
    res.send(image.data);
  });
picture("logo");
picture("favicon");
