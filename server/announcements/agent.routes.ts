import type { Request, Response } from "express";
import { notFound } from "../core/errors.ts";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { onlyOnce } from "../core/once.ts";
import { assertMayEditAnnouncements, mayEditAnnouncements } from "./announcements.policy.ts";
import { allAnnouncements, announcementById } from "./announcements.repository.ts";
import { announcementForm, nothing } from "./announcements.schema.ts";
import { removeAnnouncement, saveAnnouncement } from "./announcements.service.ts";
import { deskModel, deskPage, readPage } from "./announcements.view.ts";
import { formModel, formPage } from "./editing.view.ts";

/** /desk/:portal/announcements. Every agent reads; announcements.edit writes. */
export const agentRoutes = routes("agent");

const perPage = 50;
const listUrl = (req: Request) => `${req.area.base}/announcements`;

agentRoutes.get("/announcements", async (req, res) => {
  const before = Number(req.query.before) || undefined;
  const list = await allAnnouncements(req.ctx, { before, limit: perPage + 1 });
  const place = {
    t: req.t,
    base: req.area.base,
    image: assetUrl("img/empty-inbox.svg"),
    mayEdit: mayEditAnnouncements(req.ctx.actor),
    now: req.ctx.now,
  };
  sendPage(req, res, deskPage, deskModel(place, list.slice(0, perPage), list.length > perPage), {
    title: req.t("announcements.title"),
  });
});

async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
  assertMayEditAnnouncements(req.ctx.actor);
  const announcement =
    req.params.id === undefined ? null : await announcementById(req.ctx, idParam(req, "id"));
  if (req.params.id !== undefined && !announcement) throw notFound("announcement");
  const once = typeof state.values._once === "string" ? state.values._once : newOnceKey();
  const model = formModel(
    { t: req.t, base: req.area.base, csrf: csrfToken(req), once, now: req.ctx.now },
    announcement,
    state,
  );
  sendPage(req, res, formPage, model, { title: model.heading });
}

agentRoutes.get("/announcements/new", (req, res) => showForm(req, res, emptyForm));

agentRoutes.get("/announcements/:id", async (req, res) => {
  if (mayEditAnnouncements(req.ctx.actor)) return showForm(req, res, emptyForm);
  const announcement = await announcementById(req.ctx, idParam(req, "id"));
  if (!announcement) throw notFound("announcement");
  const { title, bodyHtml, startsAt } = announcement;
  sendPage(req, res, readPage, { backUrl: listUrl(req), title, bodyHtml, startsAt }, { title });
});

agentRoutes.post(
  "/announcements",
  form({
    schema: announcementForm,
    handle: async (req, res, input, once) => {
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        await saveAnnouncement(tx, null, input);
        return listUrl(req);
      });
      setFlash(req, res, "notice", req.t("announcements.desk.saved"));
      res.redirect(303, location);
    },
    invalid: showForm,
  }),
);

agentRoutes.post(
  "/announcements/:id",
  form({
    schema: announcementForm,
    handle: async (req, res, input) => {
      await saveAnnouncement(req.ctx, idParam(req, "id"), input);
      setFlash(req, res, "notice", req.t("announcements.desk.saved"));
      res.redirect(303, listUrl(req));
    },
    invalid: showForm,
  }),
);

agentRoutes.post(
  "/announcements/:id/deletion",
  form({
    schema: nothing,
    handle: async (req, res) => {
      await removeAnnouncement(req.ctx, idParam(req, "id"));
      setFlash(req, res, "notice", req.t("announcements.desk.deleted"));
      res.redirect(303, listUrl(req));
    },
  }),
);
