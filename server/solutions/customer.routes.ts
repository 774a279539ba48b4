import type { Request } from "express";
import { forbidden, notFound, signInNeeded } from "../core/errors.ts";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { mayAttempt } from "../core/http/limits.ts";
import { sendFragment, sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { frontOfArea } from "../portals/index.ts";
import { findSolutions } from "./finding.service.ts";
import { solutionLink } from "./links.view.ts";
import { popularSolutions, readableHere, recentSolutions, relatedSolutions } from "./reading.service.ts";
import { idOfSlug, type Readable, type Solution, solutionPath } from "./solution.ts";
import { mayRead, type Reader } from "./solutions.policy.ts";
import { countVote, solutionById, solutionsOfTopic } from "./solutions.repository.ts";
import { voteForm } from "./solutions.schema.ts";
import {
  indexModel,
  indexPage,
  type Place,
  resultsModel,
  resultsPage,
  showModel,
  showPage,
  suggestionsFragment,
  topicModel,
  topicPage,
} from "./solutions.view.ts";
import { readableTopics } from "./topics.repository.ts";
import { countView } from "./views.ts";

export const customerRoutes = routes("guest");

const perPage = 50;
const onePerDay = { name: "solution-vote", points: 1, seconds: 86_400 };

/** Who reads, what they may find, and where they are. */
interface Reading {
  readonly reader: Reader;
  readonly readable: Readable;
  readonly place: Place;
}

async function readerOf(req: Request): Promise<Reading> {
  const front = await frontOfArea(req.area);
  const { actor } = req.ctx;
  const maySubmit = actor.kind === "contact" || (front?.guestsMaySubmit ?? false);
  const { base } = req.area;
  const reader = {
    actor,
    guestsMayRead: front?.guestsMayRead ?? false,
    guestTopics: front?.look.guestTopics ?? null,
  };
  return {
    reader,
    readable: await readableHere(req.ctx, reader),
    place: {
      t: req.t,
      base,
      newRequestUrl: maySubmit ? `${base}/requests/new` : null,
      image: assetUrl("img/empty-search.svg"),
    },
  };
}

// Somebody signed in who is no contact here would be sent to the login page and back for ever.
const refuse = (req: Request) => (req.signedIn ? forbidden("solutions for contacts") : signInNeeded());

/** Readers of lists: guests only where the customer portal lets them. */
async function listReader(req: Request): Promise<Reading> {
  const found = await readerOf(req);
  if (found.readable.audiences.length === 0) throw refuse(req);
  return found;
}

const asked = (req: Request) => (typeof req.query.q === "string" ? req.query.q.trim().slice(0, 200) : "");

customerRoutes.get("/solutions", async (req, res) => {
  const { reader, readable, place } = await listReader(req);
  const query = asked(req);
  if (query !== "") {
    const found = await findSolutions(req.ctx, readable, query, 30);
    const model = resultsModel(place, query, found);
    sendPage(req, res, resultsPage, model, { title: model.heading });
    return;
  }
  const [topics, popular, recent] = await Promise.all([
    readableTopics(req.ctx, readable),
    popularSolutions(req.ctx, reader, 6),
    recentSolutions(req.ctx, reader, 6),
  ]);
  sendPage(req, res, indexPage, indexModel(place, { topics, popular, recent }), {
    title: req.t("solutions.title"),
  });
});

/** For the search box and, with `for=request`, under the subject of a new request. Empty for who may not read: a script asks. */
customerRoutes.get("/solutions/suggestions", async (req, res) => {
  const { readable, place } = await readerOf(req);
  const { solutions } = await findSolutions(req.ctx, readable, asked(req), 5);
  const suggestions = solutions.map((line) => solutionLink(place.base, line));
  sendFragment(req, res, suggestionsFragment, {
    title: req.query.for === "request" ? req.t("solutions.suggestedTitle") : null,
    suggestions,
  });
});

customerRoutes.get("/solutions/topics/:slug", async (req, res) => {
  const { readable, place } = await listReader(req);
  const topics = await readableTopics(req.ctx, readable);
  const topic = topics.find(({ id }) => id === idOfSlug(String(req.params.slug)));
  if (!topic) throw notFound("topic");
  const after =
    typeof req.query.after === "string" ? await solutionById(req.ctx, Number(req.query.after) || 0) : null;
  const lines = await solutionsOfTopic(req.ctx, topic.id, readable, {
    after: after ?? undefined,
    limit: perPage + 1,
  });
  const model = topicModel(place, topics, topic, lines.slice(0, perPage), lines.length > perPage);
  sendPage(req, res, topicPage, model, { title: topic.name });
});

async function readSolution(req: Request, id: number): Promise<Reading & { solution: Solution }> {
  const [found, solution] = await Promise.all([readerOf(req), solutionById(req.ctx, id)]);
  const may = solution ? mayRead(found.reader, solution, found.readable) : "no";
  if (!solution || may === "no") throw notFound("solution");
  if (may === "sign-in") throw refuse(req);
  return { ...found, solution };
}

customerRoutes.get("/solutions/:slug", async (req, res) => {
  const { reader, readable, place, solution } = await readSolution(req, idOfSlug(String(req.params.slug)));
  const path = solutionPath(solution);
  if (path !== `/solutions/${encodeURIComponent(String(req.params.slug))}`) {
    res.redirect(302, place.base + path);
    return;
  }
  const [topics, related] = await Promise.all([
    readableTopics(req.ctx, readable),
    relatedSolutions(req.ctx, reader, solution),
  ]);
  if (req.method === "GET") countView(req.ctx, solution.id);
  sendPage(req, res, showPage, showModel(place, csrfToken(req), solution, topics, related), {
    title: solution.title,
  });
});

customerRoutes.post(
  "/solutions/:id/votes",
  form({
    schema: voteForm,
    handle: async (req, res, { vote }) => {
      const { place, solution } = await readSolution(req, idParam(req, "id"));
      const first = await mayAttempt(onePerDay, `${req.ctx.portalId}:${solution.id}:${req.browser}`);
      if (first) await countVote(req.ctx, solution.id, vote);
      setFlash(req, res, "notice", req.t(first ? "solutions.thanks" : "solutions.thanksAlready"));
      res.redirect(303, place.base + solutionPath(solution));
    },
  }),
);
