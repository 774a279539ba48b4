import type { Request } from "express";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { sendEvents } from "../core/http/event-stream.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { liveTopic } from "../core/live.ts";
import { queueQuery } from "./queue.schema.ts";
import { numberAsked, searchPage } from "./queue-search.service.ts";
import { deskAround, queuePage } from "./queue.service.ts";
import { queueModel, queueView } from "./queue.view.ts";
import { assertMayWork, mayActInBulk, mayRaiseForOthers } from "./tickets.policy.ts";

/** The desk's lists of requests. */
export const queueRoutes = routes("agent");

/** A busy portal changes many times a second; each open list fetches itself at most this often. */
const refreshMs = 2000;

const queryOf = (req: Request) =>
  queueQuery.parse({
    ...{ view: "open", q: "", category: null, assignee: null, contact: null },
    ...{ status: [], priority: [], sort: null, after: "", before: "" },
    ...req.query,
  });

queueRoutes.get("/requests", async (req, res) => {
  const query = queryOf(req);
  const { ctx, area, t, reader } = req;
  const number = query.q === "" ? null : await numberAsked(ctx, query.q);
  if (number !== null) {
    res.redirect(303, `${area.base}/requests/${number}`);
    return;
  }
  const [desk, page, found] = await Promise.all([
    deskAround(ctx, query),
    query.q === "" ? queuePage(ctx, query) : null,
    query.q === "" ? null : searchPage(ctx, query),
  ]);
  const parts = {
    ...{ t, reader, query, desk, base: area.base, csrf: csrfToken(req), now: ctx.now },
    ...{ mayBulk: mayActInBulk(ctx.actor), mayRaise: mayRaiseForOthers(ctx.actor) },
    ...{ emptyImage: assetUrl("img/empty-inbox.svg"), searchImage: assetUrl("img/empty-search.svg") },
  };
  const model = queueModel(parts, page, found);
  sendPage(req, res, queueView, model, { title: model.heading, live: `${area.base}/requests/live` });
});

queueRoutes.get("/requests/live", (req, res) => {
  assertMayWork(req.ctx.actor);
  sendEvents(req, res, [liveTopic(req.ctx.portalId, "queue")], { calmMs: refreshMs });
});
