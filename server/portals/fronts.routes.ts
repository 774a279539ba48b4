import type { Request, Response } from "express";
import { z } from "zod";
import { InvalidInput, notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import type { Front } from "./front.ts";
import { allFronts, frontById } from "./fronts.repository.ts";
import { allPortals } from "./portals.repository.ts";
import { frontForm, newFrontForm } from "./portals.schema.ts";
import {
  changeFront,
  changeLogo,
  createFront,
  makeDefault,
  maxLogoBytes,
  removeLogo,
  switchFront,
} from "./portals.service.ts";
import { frontModel, frontPage, frontsPage } from "./fronts.view.ts";
import { newFrontModel, portalPage } from "./portals.view.ts";

/** Customer portals under General Settings. */
export const frontRoutes = routes("admin");

const base = "/general-settings/customer-portals";

frontRoutes.get(base, async (req, res) => {
  const portals = new Map((await allPortals(req.ctx.db)).map(({ id, name }) => [id, name]));
  const fronts = (await allFronts(req.ctx.db)).map((front) => ({
    name: front.name,
    address: front.host ?? `/portal/${front.slug}`,
    openUrl: front.isDefault ? "/" : `/portal/${front.slug}`,
    url: `/admin${base}/${front.id}`,
    status: req.t(front.enabled ? "portals.on" : "portals.off"),
    isDefault: front.isDefault,
    portal: portals.get(front.portalId) ?? "",
  }));
  sendPage(req, res, frontsPage, { fronts }, { title: req.t("portals.fronts") });
});

frontRoutes.get(`${base}/new`, (req, res) => showNew(req, res, emptyForm));
frontRoutes.get(`${base}/:id`, (req, res) => showFront(req, res, emptyForm));

frontRoutes.post(
  base,
  form({
    schema: newFrontForm,
    handle: async (req, res, input) => {
      const id = await createFront(req.ctx, input);
      setFlash(req, res, "notice", req.t("portals.created", { name: input.name }));
      res.redirect(303, `/admin${base}/${id}`);
    },
    invalid: showNew,
  }),
);

frontRoutes.post(
  `${base}/:id`,
  form({
    schema: frontForm,
    handle: async (req, res, input) => {
      const front = await frontOf(req);
      if (input.host !== null && input.host !== front.host && input.host === req.hostname)
        throw new InvalidInput({ host: { key: "portals.hostIsOurs" } });
      await changeFront(req.ctx, front.id, input);
      saved(req, res, front.id, req.t("portals.saved", { name: input.name }));
    },
    invalid: showFront,
  }),
);

frontRoutes.post(
  `${base}/:id/logo`,
  form({
    schema: z.object({ attachmentIds: z.string({ error: "portals.logoMissing" }) }),
    // The picture is all that this form sends: it is checked and kept whole, or refused.
    receive: async (req, { stream }) => {
      const front = await frontOf(req);
      const chunks: Buffer[] = [];
      let bytes = 0;
      // Read to its end, whatever its size: a stream that is broken off would leave the form without an answer.
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes <= maxLogoBytes) chunks.push(chunk);
      }
      if (bytes > maxLogoBytes) throw new InvalidInput({ attachments: { key: "portals.logoTooLarge" } });
      await changeLogo(req.ctx, front.id, Buffer.concat(chunks));
      return front.id;
    },
    handle: (req, res) => saved(req, res, idParam(req, "id"), req.t("portals.logoSaved")),
    invalid: (req, res, { errors }) =>
      showFront(req, res, {
        values: {},
        errors: { attachments: errors.attachments ?? { key: "portals.logoMissing" } },
      }),
  }),
);

const nothing = z.object({});
const action = (path: string, key: string, work: (req: Request, id: number) => Promise<void>) =>
  frontRoutes.post(
    `${base}/:id/${path}`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        const front = await frontOf(req);
        await work(req, front.id);
        saved(req, res, front.id, req.t(key, { name: front.name }));
      },
      invalid: (req, res, { errors }) => showFront(req, res, { values: {}, errors }),
    }),
  );
action("logo-removal", "portals.logoRemoved", (req, id) => removeLogo(req.ctx, id));
action("opening", "portals.opened", (req, id) => switchFront(req.ctx, id, true));
action("closure", "portals.closed", (req, id) => switchFront(req.ctx, id, false));
action("default", "portals.madeDefault", (req, id) => makeDefault(req.ctx, id));

async function frontOf(req: Request): Promise<Front> {
  const front = await frontById(req.ctx.db, idParam(req, "id"));
  if (!front) throw notFound("customer portal");
  return front;
}

function saved(req: Request, res: Response, id: number, text: string): void {
  setFlash(req, res, "notice", text);
  res.redirect(303, `/admin${base}/${id}`);
}

async function showNew(req: Request, res: Response, state: FormState): Promise<void> {
  const model = newFrontModel(req.t, state, csrfToken(req), await allPortals(req.ctx.db));
  sendPage(req, res, portalPage, model, { title: model.heading });
}

async function showFront(req: Request, res: Response, state: FormState): Promise<void> {
  const model = frontModel(req.t, state, csrfToken(req), await frontOf(req));
  sendPage(req, res, frontPage, model, { title: model.heading });
}
