import type { Request, Response } from "express";
import { notFound } from "../core/errors.ts";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { assertMayEditSolutions } from "./solutions.policy.ts";
import { nothing, topicForm } from "./solutions.schema.ts";
import { allTopics } from "./topics.repository.ts";
import { removeTopic, saveTopic } from "./topics.service.ts";
import { topicsModel, topicsPage } from "./topics.view.ts";

/** /desk/:portal/solutions/topics, for who has solutions.edit. Mounted before the solutions, whose addresses they look like. */
export const topicRoutes = routes("agent");

const listUrl = (req: Request) => `${req.area.base}/solutions/topics`;

async function showTopics(
  req: Request,
  res: Response,
  chosenId: number | null,
  state: FormState,
): Promise<void> {
  assertMayEditSolutions(req.ctx.actor);
  const topics = await allTopics(req.ctx);
  const chosen = topics.find(({ id }) => id === chosenId) ?? null;
  if (chosenId !== null && !chosen) throw notFound("topic");
  const place = {
    t: req.t,
    base: req.area.base,
    csrf: csrfToken(req),
    image: assetUrl("img/empty-inbox.svg"),
  };
  sendPage(req, res, topicsPage, topicsModel(place, topics, chosen, state), {
    title: req.t("solutions.topic.title"),
  });
}

topicRoutes.get("/solutions/topics", (req, res) => showTopics(req, res, null, emptyForm));
topicRoutes.get("/solutions/topics/:id", (req, res) => showTopics(req, res, idParam(req, "id"), emptyForm));

topicRoutes.post(
  "/solutions/topics",
  form({
    schema: topicForm,
    // A second post finds the name taken: nothing is made twice.
    handle: async (req, res, input) => {
      await saveTopic(req.ctx, null, input);
      setFlash(req, res, "notice", req.t("solutions.topic.saved"));
      res.redirect(303, listUrl(req));
    },
    invalid: (req, res, state) => showTopics(req, res, null, state),
  }),
);

topicRoutes.post(
  "/solutions/topics/:id",
  form({
    schema: topicForm,
    handle: async (req, res, input) => {
      await saveTopic(req.ctx, idParam(req, "id"), input);
      setFlash(req, res, "notice", req.t("solutions.topic.saved"));
      res.redirect(303, listUrl(req));
    },
    invalid: (req, res, state) => showTopics(req, res, idParam(req, "id"), state),
  }),
);

topicRoutes.post(
  "/solutions/topics/:id/deletion",
  form({
    schema: nothing,
    handle: async (req, res) => {
      await removeTopic(req.ctx, idParam(req, "id"));
      setFlash(req, res, "notice", req.t("solutions.topic.deleted"));
      res.redirect(303, listUrl(req));
    },
    invalid: (req, res, { errors }) => showTopics(req, res, null, { values: {}, errors }),
  }),
);
