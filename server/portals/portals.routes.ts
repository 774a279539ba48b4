import type { Request, Response } from "express";
import { recordChange } from "../audit/index.ts";
import { notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { nextStates, type PortalState } from "./portal.ts";
import { allPortals, portalById, possibleOwners } from "./portals.repository.ts";
import { newPortalForm, portalForm, stateForm } from "./portals.schema.ts";
import { changePortal, createPortal, moveState } from "./portals.service.ts";
import { portalModel, portalPage, portalsModel, portalsPage } from "./portals.view.ts";
import { stateModel, statePage } from "./states.view.ts";

/** The internal portals, in administration. */
export const portalRoutes = routes("admin");

portalRoutes.get("/portals", async (req, res) => {
  const { db } = req.ctx;
  const model = portalsModel(req.t, await allPortals(db), await possibleOwners(db));
  sendPage(req, res, portalsPage, model, { title: req.t("portals.portals") });
});

portalRoutes.get("/portals/new", (req, res) => showPortal(req, res, emptyForm, null));
portalRoutes.get("/portals/:id", (req, res) => showPortal(req, res, emptyForm, idParam(req, "id")));

portalRoutes.post(
  "/portals",
  form({
    schema: newPortalForm,
    handle: async (req, res, input) => {
      const id = await createPortal(req.ctx, input);
      await recordChange(req, "portal-created", input.name);
      setFlash(req, res, "notice", req.t("portals.createdNew", { name: input.name }));
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
      const portal = await portalById(req.ctx.db, idParam(req, "id"));
      // With one portal the form does not ask for an owner.
      const owner = (req.body as { owner?: unknown }).owner === undefined ? portal.ownerId : input.owner;
      await changePortal(req.ctx, portal.id, { ...input, owner });
      await recordChange(req, "portal-changed", input.name);
      setFlash(req, res, "notice", req.t("portals.saved", { name: input.name }));
      res.redirect(303, `/admin/portals/${portal.id}`);
    },
    invalid: (req, res, state) => showPortal(req, res, state, idParam(req, "id")),
  }),
);

portalRoutes.get("/portals/:id/state/:state", async (req, res) => {
  const portal = await portalById(req.ctx.db, idParam(req, "id"));
  const to = nextStates[portal.state].find((state) => state === req.params.state);
  if (!to) throw notFound("step");
  showState(req, res, { portal, to }, emptyForm);
});

portalRoutes.post(
  "/portals/:id/state",
  form({
    schema: stateForm,
    handle: async (req, res, input) => {
      const portal = await portalById(req.ctx.db, idParam(req, "id"));
      await moveState(req.ctx, portal.id, input);
      await recordChange(req, "portal-state", portal.name, input.state);
      const state = req.t(`portals.state.${input.state}`);
      setFlash(req, res, "notice", req.t("portals.moved", { name: portal.name, state }));
      res.redirect(303, `/admin/portals/${portal.id}`);
    },
    invalid: async (req, res, state) => showPortal(req, res, { ...state, values: {} }, idParam(req, "id")),
  }),
);

function showState(
  req: Request,
  res: Response,
  given: { portal: Awaited<ReturnType<typeof portalById>>; to: PortalState },
  state: FormState,
): void {
  const model = stateModel(req.t, { ...given, csrf: csrfToken(req) }, state);
  sendPage(req, res, statePage, model, { title: model.heading });
}

async function showPortal(req: Request, res: Response, state: FormState, id: number | null): Promise<void> {
  const { db, actor } = req.ctx;
  const parts = {
    t: req.t,
    csrf: csrfToken(req),
    portal: id === null ? null : await portalById(db, id),
    portals: await allPortals(db),
    owners: await possibleOwners(db),
    me: actor.kind === "agent" ? actor.id : 0,
  };
  const model = portalModel(parts, state);
  sendPage(req, res, portalPage, model, { title: model.heading });
}
