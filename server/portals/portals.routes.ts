import type { Request, Response } from "express";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { allPortals, portalById } from "./portals.repository.ts";
import { portalForm } from "./portals.schema.ts";
import { changePortal, createPortal } from "./portals.service.ts";
import { portalModel, portalPage, portalsPage } from "./portals.view.ts";

/** The internal portals, in administration. */
export const portalRoutes = routes("admin");

portalRoutes.get("/portals", async (req, res) => {
  const portals = (await allPortals(req.ctx.db)).map(({ id, name, slug, state }) => ({
    name,
    slug,
    state: req.t(`portals.state.${state}`),
    url: `/admin/portals/${id}`,
  }));
  sendPage(req, res, portalsPage, { portals }, { title: req.t("portals.portals") });
});

portalRoutes.get("/portals/new", (req, res) => showPortal(req, res, emptyForm, null));
portalRoutes.get("/portals/:id", (req, res) => showPortal(req, res, emptyForm, idParam(req, "id")));

portalRoutes.post(
  "/portals",
  form({
    schema: portalForm,
    handle: async (req, res, input) => {
      const id = await createPortal(req.ctx, input);
      setFlash(req, res, "notice", req.t("portals.created", { name: input.name }));
      res.redirect(303, `/admin/portals/${id}`);
    },
    invalid: (req, res, state) => showPortal(req, res, state, null),
  }),
);

portalRoutes.post(
  "/portals/:id",
  form({
    schema: portalForm,
    handle: async (req, res, input) => {
      const { id } = await portalById(req.ctx.db, idParam(req, "id"));
      await changePortal(req.ctx, id, input);
      setFlash(req, res, "notice", req.t("portals.saved", { name: input.name }));
      res.redirect(303, `/admin/portals/${id}`);
    },
    invalid: (req, res, state) => showPortal(req, res, state, idParam(req, "id")),
  }),
);

async function showPortal(req: Request, res: Response, state: FormState, id: number | null): Promise<void> {
  const portal = id === null ? null : await portalById(req.ctx.db, id);
  const model = portalModel(req.t, state, csrfToken(req), portal);
  sendPage(req, res, portalPage, model, { title: model.heading });
}
