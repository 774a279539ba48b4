import { notFound } from "../core/errors.ts";
import { routes } from "../core/http/routes.ts";
import { brandingCss } from "./branding.ts";
import { frontBySlug, frontImage } from "./fronts.repository.ts";

/** Stylesheet and logo of a customer portal. Their addresses change with their content, so browsers keep them for ever. */
export const brandingRoutes = routes("anyone");

const forever = "public, max-age=31536000, immutable";

brandingRoutes.get("/branding/:slug/:version/brand.css", async (req, res) => {
  const front = await frontBySlug(String(req.params.slug));
  if (!front) throw notFound();
  res.set("Cache-Control", forever).type("css").send(brandingCss(front));
});

brandingRoutes.get("/branding/:slug/:version/logo", async (req, res) => {
  const front = await frontBySlug(String(req.params.slug));
  const image = front && (await frontImage(req.ctx.db, front, "logo"));
  if (!image) throw notFound();
  res.set({
    "Cache-Control": forever,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Type": image.mediaType,
  });
  // Mail clients show the logo from wherever they are.
  res.set("Cross-Origin-Resource-Policy", "cross-origin");
  res.send(image.data);
});
