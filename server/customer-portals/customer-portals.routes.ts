import type { Request, Response } from "express";
import { recordChange } from "../audit/index.ts";
import { InvalidInput } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { mailLinks } from "../mail/index.ts";
import { allPortals, type Front } from "../portals/index.ts";
import { frontNames, listFronts } from "./customer-portals.repository.ts";
import { addressForm, newForm, nothing } from "./customer-portals.schema.ts";
import {
  changeAddress,
  createCustomerPortal,
  makeDefault,
  removeCustomerPortal,
  switchCustomerPortal,
} from "./customer-portals.service.ts";
import {
  base,
  confirmPage,
  listModel,
  listPage,
  path,
  showModel,
  showPage,
} from "./customer-portals.view.ts";
import { newModel, newPage } from "./creating.view.ts";
import { hostProblem } from "./hosts.ts";
import { existing } from "./publishing.service.ts";

/** General Settings → Customer Portal Settings: the list, addresses, on and off, the default one. */
export const customerPortalRoutes = routes("admin");

const perPage = 100;

customerPortalRoutes.get(path, async (req, res) => {
  const { db } = req.ctx;
  const { after, id } = req.query;
  const from = typeof after === "string" ? { name: after.slice(0, 120), id: Number(id) || 0 } : null;
  const rows = await listFronts(db, { after: from, limit: perPage + 1 });
  const last = rows.length > perPage ? rows[perPage - 1] : undefined;
  const next = last ? `${base}?after=${encodeURIComponent(last.name)}&id=${last.id}` : null;
  const several = (await allPortals(db)).length > 1;
  const model = listModel(req.t, rows.slice(0, perPage), { several, next });
  sendPage(req, res, listPage, model, { title: req.t("customer-portals.title") });
});

customerPortalRoutes.get(`${path}/new`, (req, res) => showNew(req, res, emptyForm));
customerPortalRoutes.get(`${path}/:id`, (req, res) => showFront(req, res, emptyForm));

customerPortalRoutes.post(
  path,
  form({
    schema: newForm,
    handle: async (req, res, input) => {
      const id = await createCustomerPortal(req.ctx, input);
      await recordChange(req, "customer-portal-created", input.name);
      setFlash(req, res, "notice", req.t("customer-portals.madeText", { name: input.name }));
      res.redirect(303, `${base}/${id}/design`);
    },
    invalid: showNew,
  }),
);

customerPortalRoutes.post(
  `${path}/:id`,
  form({
    schema: addressForm,
    handle: async (req, res, input) => {
      const front = await frontOf(req);
      const isNew = input.host !== null && input.host !== front.host;
      const links = await mailLinks(front);
      if (isNew && [req.hostname, new URL(links.installation("/")).hostname].includes(input.host ?? ""))
        throw new InvalidInput({ host: { key: "customer-portals.hostIsOurs" } });
      await changeAddress(req.ctx, front.id, input);
      await recordChange(req, "customer-portal-changed", front.name);
      const problem =
        isNew && input.host !== null ? await hostProblem(input.host, req.socket.localAddress) : null;
      const saved = req.t("customer-portals.saved", { name: front.name });
      if (problem)
        setFlash(
          req,
          res,
          "alert",
          `${saved} ${req.t(`customer-portals.host.${problem}`, { host: input.host ?? "" })}`,
        );
      else setFlash(req, res, "notice", saved);
      res.redirect(303, `${base}/${front.id}`);
    },
    invalid: showFront,
  }),
);

const action = (
  name: string,
  key: string,
  kind: Parameters<typeof recordChange>[1],
  work: (req: Request, id: number) => Promise<void>,
) =>
  customerPortalRoutes.post(
    `${path}/:id/${name}`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        const front = await frontOf(req);
        await work(req, front.id);
        await recordChange(req, kind, front.name);
        setFlash(req, res, "notice", req.t(key, { name: front.name }));
        res.redirect(303, name === "deletion" ? base : `${base}/${front.id}`);
      },
      invalid: (req, res, { errors }) => showFront(req, res, { values: {}, errors }),
    }),
  );
action("opening", "customer-portals.enabled", "customer-portal-on", ({ ctx }, id) =>
  switchCustomerPortal(ctx, id, true),
);
action("closure", "customer-portals.disabled", "customer-portal-off", ({ ctx }, id) =>
  switchCustomerPortal(ctx, id, false),
);
action("default", "customer-portals.madeDefault", "customer-portal-default", ({ ctx }, id) =>
  makeDefault(ctx, id),
);
action("deletion", "customer-portals.deleted", "customer-portal-deleted", ({ ctx }, id) =>
  removeCustomerPortal(ctx, id),
);

customerPortalRoutes.get(`${path}/:id/deletion`, async (req, res) => {
  const front = await frontOf(req);
  const { t } = req;
  const heading = t("customer-portals.deleteHeading", { name: front.name });
  const model = {
    heading,
    csrf: csrfToken(req),
    errors: null,
    action: `${base}/${front.id}/deletion`,
    intro: t("customer-portals.deleteIntro"),
    points: ["address", "design", "data"].map((what) => t(`customer-portals.deletes.${what}`)),
    warnings: [],
    hidden: null,
    button: t("customer-portals.deleteForEver"),
    danger: true,
    previewUrl: null,
    backUrl: `${base}/${front.id}`,
  };
  sendPage(req, res, confirmPage, model, { title: heading });
});

const frontOf = (req: Request): Promise<Front> => existing(req.ctx.db, idParam(req, "id"));

async function showNew(req: Request, res: Response, state: FormState): Promise<void> {
  const { db } = req.ctx;
  const parts = {
    t: req.t,
    csrf: csrfToken(req),
    portals: await allPortals(db),
    fronts: await frontNames(db),
  };
  const model = newModel(parts, state);
  sendPage(req, res, newPage, model, { title: model.heading });
}

async function showFront(req: Request, res: Response, state: FormState): Promise<void> {
  const front = await frontOf(req);
  const model = showModel(req.t, { csrf: csrfToken(req), front }, state);
  sendPage(req, res, showPage, model, { title: front.name });
}
