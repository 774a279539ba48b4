import type { Request, Response } from "express";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { cannedReplyForm, removalForm } from "./canned-replies.schema.ts";
import {
  addCannedReply,
  cannedReply,
  changeCannedReply,
  listCannedReplies,
  removeCannedReply,
} from "./canned-replies.service.ts";
import {
  cannedRepliesModel,
  cannedRepliesView,
  cannedReplyModel,
  cannedReplyView,
} from "./canned-replies.view.ts";

/** The texts that agents put into replies. */
export const cannedReplyRoutes = routes("agent");

const partsOf = (req: Request, state: FormState) => ({
  t: req.t,
  base: req.area.base,
  csrf: csrfToken(req),
  state,
});

function backToList(req: Request, res: Response, key: string): void {
  setFlash(req, res, "notice", req.t(key));
  res.redirect(303, `${req.area.base}/canned-replies`);
}

async function showList(req: Request, res: Response, state: FormState): Promise<void> {
  const model = cannedRepliesModel(partsOf(req, state), await listCannedReplies(req.ctx));
  sendPage(req, res, cannedRepliesView, model, { title: req.t("desk.canned.menu") });
}

async function showOne(req: Request, res: Response, state: FormState | null): Promise<void> {
  const reply = await cannedReply(req.ctx, idParam(req, "id"));
  const values = { title: reply.title, body: reply.bodyHtml };
  const model = cannedReplyModel(partsOf(req, state ?? { values, errors: {} }), reply);
  sendPage(req, res, cannedReplyView, model, { title: reply.title });
}

cannedReplyRoutes.get("/canned-replies", (req, res) => showList(req, res, emptyForm));
cannedReplyRoutes.get("/canned-replies/:id", (req, res) => showOne(req, res, null));

cannedReplyRoutes.post(
  "/canned-replies",
  form({
    schema: cannedReplyForm,
    handle: async (req, res, input) => {
      await addCannedReply(req.ctx, input);
      backToList(req, res, "desk.canned.added");
    },
    invalid: showList,
  }),
);

cannedReplyRoutes.post(
  "/canned-replies/:id",
  form({
    schema: cannedReplyForm,
    handle: async (req, res, input) => {
      await changeCannedReply(req.ctx, idParam(req, "id"), input);
      backToList(req, res, "desk.canned.saved");
    },
    invalid: showOne,
  }),
);

cannedReplyRoutes.post(
  "/canned-replies/:id/removal",
  form({
    schema: removalForm,
    handle: async (req, res) => {
      await removeCannedReply(req.ctx, idParam(req, "id"));
      backToList(req, res, "desk.canned.removed");
    },
  }),
);
