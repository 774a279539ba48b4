import type { Request, Response } from "express";
import { z } from "zod";
import { recordChange } from "../audit/index.ts";
import { notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { allowFrames } from "../core/http/security.ts";
import { brandingCss, designOf } from "../portals/index.ts";
import { nothing } from "./customer-portals.schema.ts";
import { base, confirmPage, path } from "./customer-portals.view.ts";
import { designNow, previewed } from "./drafts.service.ts";
import { existing, publishDraft, restoreVersion } from "./publishing.service.ts";
import {
  historyModel,
  historyPage,
  previewModel,
  previewPage,
  publicationModel,
  restorationModel,
} from "./publishing.view.ts";
import { versionOf, versionsOf } from "./versions.repository.ts";

/** From the draft to what customers see, and back: preview, publish, history. */
export const publishingRoutes = routes("admin");

publishingRoutes.get(`${path}/:id/design/publication`, (req, res) => showPublication(req, res, emptyForm));

publishingRoutes.post(
  `${path}/:id/design/publication`,
  form({
    schema: z.object({ revision: z.coerce.number().int().positive() }),
    handle: async (req, res, { revision }) => {
      const id = idParam(req, "id");
      await publishDraft(req.ctx, id, revision);
      await published(req, res, id);
    },
    invalid: showPublication,
  }),
);

publishingRoutes.get(`${path}/:id/history`, async (req, res) => {
  const front = await existing(req.ctx.db, idParam(req, "id"));
  const model = historyModel(req.t, front, await versionsOf(req.ctx.db, front));
  sendPage(req, res, historyPage, model, { title: model.heading });
});

publishingRoutes.get(`${path}/:id/history/:number`, async (req, res) => {
  const front = await existing(req.ctx.db, idParam(req, "id"));
  const version = await versionOf(req.ctx.db, front, idParam(req, "number"));
  if (!version) throw notFound("version");
  const model = restorationModel(req.t, { front, version, now: designOf(front), csrf: csrfToken(req) });
  sendPage(req, res, confirmPage, model, { title: model.heading });
});

publishingRoutes.post(
  `${path}/:id/history/:number`,
  form({
    schema: nothing,
    handle: async (req, res) => {
      const id = idParam(req, "id");
      await restoreVersion(req.ctx, id, idParam(req, "number"));
      await published(req, res, id);
    },
  }),
);

/** The device and the reader of a preview are in its address, so that it works without a script. */
publishingRoutes.get(`${path}/:id/preview`, async (req, res) => {
  const front = await existing(req.ctx.db, idParam(req, "id"));
  const { as, device, version } = previewQuery.parse(req.query);
  if (version !== null && !(await versionOf(req.ctx.db, front, version))) throw notFound("version");
  allowFrames(res);
  const model = previewModel(req.t, { front, as, device, version });
  sendPage(req, res, previewPage, model, { title: model.heading });
});
const previewQuery = z.object({
  as: z.enum(["guest", "contact"]).catch("guest"),
  device: z.enum(["desktop", "phone"]).catch("desktop"),
  version: z.coerce.number().int().positive().nullable().catch(null).default(null),
});

/** A preview's stylesheet and pictures; what is published has addresses that everybody may read. */
publishingRoutes.get(`${path}/:id/designs/:design/brand.css`, async (req, res) => {
  const front = await previewed(req.ctx.db, String(req.params.design));
  if (front?.id !== idParam(req, "id")) throw notFound("design");
  res.type("css").send(brandingCss(front.look));
});

async function published(req: Request, res: Response, id: number): Promise<void> {
  const { name } = await existing(req.ctx.db, id);
  await recordChange(req, "customer-portal-published", name);
  setFlash(req, res, "notice", req.t("customer-portals.published", { name }));
  res.redirect(303, `${base}/${id}/design`);
}

async function showPublication(req: Request, res: Response, state: FormState): Promise<void> {
  const { front, draft } = await designNow(req.ctx.db, idParam(req, "id"));
  if (!draft) throw notFound("draft");
  const model = publicationModel(req.t, { front, draft, csrf: csrfToken(req) }, state);
  sendPage(req, res, confirmPage, model, { title: model.heading });
}
