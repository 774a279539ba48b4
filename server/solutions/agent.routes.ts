import type { Request, Response } from "express";
import { notFound } from "../core/errors.ts";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { onlyOnce } from "../core/once.ts";
import { deskModel, deskPage, type DeskPlace, deskShowModel, deskShowPage } from "./desk.view.ts";
import { editModel, editPage } from "./editing.view.ts";
import { findSolutions } from "./finding.service.ts";
import { assertMayEditSolutions, mayEditSolutions } from "./solutions.policy.ts";
import { allSolutions, solutionById } from "./solutions.repository.ts";
import { deskQuery, nothing, type SolutionForm, solutionForm } from "./solutions.schema.ts";
import { createSolution, editSolution, removeSolution } from "./solutions.service.ts";
import { branchOf } from "./topic.ts";
import { allTopics } from "./topics.repository.ts";

/** /desk/:portal/solutions. Every agent reads, drafts too; solutions.edit writes. */
export const agentRoutes = routes("agent");

const perPage = 50;
const placeOf = (req: Request): DeskPlace => ({
  t: req.t,
  base: req.area.base,
  mayEdit: mayEditSolutions(req.ctx.actor),
  image: assetUrl("img/empty-search.svg"),
});

agentRoutes.get("/solutions", async (req, res) => {
  const { q, topic, state, before } = deskQuery.parse(req.query);
  const topics = await allTopics(req.ctx);
  const topicIds = topic === null ? undefined : branchOf(topics, topic);
  const lines =
    q === ""
      ? await allSolutions(req.ctx, {
          state: state ?? undefined,
          topicIds,
          before: before ?? undefined,
          limit: perPage + 1,
        })
      : (await findSolutions(req.ctx, null, q, perPage)).solutions;
  const model = deskModel(
    placeOf(req),
    { state, topicId: topic, query: q },
    topics,
    lines.slice(0, perPage),
    lines.length > perPage,
  );
  sendPage(req, res, deskPage, model, { title: model.heading });
});

async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
  assertMayEditSolutions(req.ctx.actor);
  const [topics, solution] = await Promise.all([
    allTopics(req.ctx),
    req.params.id === undefined ? null : solutionById(req.ctx, idParam(req, "id")),
  ]);
  if (req.params.id !== undefined && !solution) throw notFound("solution");
  const once = typeof state.values._once === "string" ? state.values._once : newOnceKey();
  const model = editModel(
    { t: req.t, base: req.area.base, csrf: csrfToken(req), once },
    solution,
    topics,
    state,
  );
  sendPage(req, res, editPage, model, { title: model.heading });
}

agentRoutes.get("/solutions/new", (req, res) => showForm(req, res, emptyForm));
agentRoutes.get("/solutions/:id/edit", (req, res) => showForm(req, res, emptyForm));

agentRoutes.get("/solutions/:id", async (req, res) => {
  const solution = await solutionById(req.ctx, idParam(req, "id"));
  if (!solution) throw notFound("solution");
  sendPage(req, res, deskShowPage, deskShowModel(placeOf(req), solution), { title: solution.title });
});

const sayWhatWasSaved = (req: Request, res: Response, { state }: SolutionForm) =>
  setFlash(
    req,
    res,
    "notice",
    req.t(state === "published" ? "solutions.desk.savedPublished" : "solutions.desk.savedDraft"),
  );

agentRoutes.post(
  "/solutions",
  form({
    schema: solutionForm,
    handle: async (req, res, input, once) => {
      const location = await onlyOnce(
        req.ctx,
        once,
        async (tx) => `${req.area.base}/solutions/${await createSolution(tx, input)}`,
      );
      sayWhatWasSaved(req, res, input);
      res.redirect(303, location);
    },
    invalid: showForm,
  }),
);

agentRoutes.post(
  "/solutions/:id",
  form({
    schema: solutionForm,
    handle: async (req, res, input) => {
      const id = idParam(req, "id");
      await editSolution(req.ctx, id, input);
      sayWhatWasSaved(req, res, input);
      res.redirect(303, `${req.area.base}/solutions/${id}`);
    },
    invalid: showForm,
  }),
);

agentRoutes.post(
  "/solutions/:id/deletion",
  form({
    schema: nothing,
    handle: async (req, res) => {
      await removeSolution(req.ctx, idParam(req, "id"));
      setFlash(req, res, "notice", req.t("solutions.desk.deleted"));
      res.redirect(303, `${req.area.base}/solutions`);
    },
  }),
);
