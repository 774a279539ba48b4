import type { Request, RequestHandler } from "express";
import type { Knex } from "knex";
import { agentActor } from "./accounts/index.ts";
import { customerArea, fallbackArea, readAs } from "./area-models.ts";
import type { Actor, ContactActor } from "./core/actor.ts";
import { createContext } from "./core/context.ts";
import { AppError, notFound } from "./core/errors.ts";
import type { Area } from "./core/http/area.ts";
import { allowFrames, noStore } from "./core/http/security.ts";
import { previewed } from "./customer-portals/index.ts";
import { brandingHash, type Front, previewFront } from "./portals/index.ts";

/**
 * A customer portal's own pages in a design that is not published, at /preview/<design>/<guest or contact>/: for administrators alone,
 * and only to look at. Nobody's data stands in it.
 */
export function previewHandler(db: Knex): RequestHandler {
  return async (req, res, next) => {
    req.area = fallbackArea();
    noStore(res);
    const loginId = req.session?.loginId;
    const agent = loginId === undefined ? null : await agentActor(db, loginId, null);
    const { design = "", as = "" } = req.params as { design?: string; as?: string };
    const front = agent?.administrator ? await previewed(db, design) : null;
    if (!front || (as !== "guest" && as !== "contact")) throw notFound("preview");
    readAs(req, front);
    const actor: Actor = as === "contact" ? sampleContact(req) : { kind: "guest" };
    req.signedIn = actor.kind === "contact" ? actor : null;
    req.ctx = createContext({ db, portalId: front.portalId, actor });
    req.area = previewArea(req, front, design, as);
    previewFront(req.area, front);
    allowFrames(res, "inside");
    const reads =
      ["GET", "HEAD"].includes(req.method) && /^\/(solutions|announcements|requests)?(\/|$)/.test(req.path);
    if (!reads) throw new AppError(403, "preview");
    next();
  };
}

/** Whom a preview shows a customer portal as: nobody, so that no customer's data stands in it. */
const sampleContact = (req: Request): ContactActor => ({
  kind: "contact",
  id: 0,
  loginId: 0,
  name: req.t("customer-portals.sampleContact"),
  email: "",
  accountId: null,
  seesAccount: false,
});

/** A customer portal's pages in a design that is not published: nothing in it leads out of the preview. */
function previewArea(req: Request, front: Front, design: string, as: string): Area {
  const area = customerArea(req, front, `/preview/${design}/${as}`);
  const root = `/admin/general-settings/customer-portals/${front.id}`;
  const picture = (hash: string | null) => (hash === null ? null : `${root}/pictures/${hash}`);
  return {
    ...area,
    brand: {
      ...area.brand,
      logoUrl: picture(front.logoHash),
      faviconUrl: picture(front.faviconHash ?? front.logoHash),
      cssUrl: `${root}/designs/${design}/brand.css?${brandingHash(front.look)}`,
      indexable: false,
    },
    banner: null,
  };
}
