import type { Request, Response } from "express";
import { z } from "zod";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { sendEvents } from "../core/http/event-stream.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import type { View } from "../core/views.ts";
import { failoverModel, failoverPage } from "./admin.view.ts";
import { orderAgentSoon, type Ordered } from "./orders.service.ts";
import { drillModel, orderPage, switchoverModel } from "./orders.view.ts";
import type { ClusterState } from "./state.ts";
import { mayMove } from "./switching.ts";
import { currentCluster, knownCluster, onClusterChange } from "./watch.ts";

/** /admin/failover: who serves, who could, what happened, and the orders that an administrator may give. */
export const failoverAdminRoutes = routes("admin");

/** The state as it is now; else the one that was known last, with why there is no newer one. */
const lookAt = (): Promise<{ state: ClusterState | null; away: string | null }> =>
  currentCluster().then(
    (state) => ({ state, away: null }),
    (error: unknown) => ({ state: knownCluster().state, away: (error as Error).message }),
  );

failoverAdminRoutes.get("/failover", async (req, res) => {
  const { t, area } = req;
  const parts = { t, base: area.base, csrf: csrfToken(req), ...(await lookAt()) };
  const live = `${area.base}/failover/live`;
  sendPage(req, res, failoverPage, failoverModel(parts), { title: t("failover.title"), live });
});

failoverAdminRoutes.get("/failover/live", (req, res) => {
  // Not through Redis: the page is needed most when that one is away.
  let stop: () => void = () => undefined;
  const send = sendEvents(req, res, [], { onClose: () => stop() });
  stop = onClusterChange(() => send({ event: "refresh", data: {} }));
});

failoverAdminRoutes.get("/failover/switchovers/new", (req, res) =>
  confirm(req, res, "failover.switchNow", switchoverModel),
);
failoverAdminRoutes.get("/failover/drills/new", (req, res) =>
  confirm(req, res, "failover.drill", drillModel),
);

type Model = typeof switchoverModel;

async function confirm(req: Request, res: Response, title: string, model: Model): Promise<void> {
  const { t, area } = req;
  const { state, away } = await lookAt();
  const why = away ?? (state && mayMove(state));
  if (why !== null || state === null) {
    setFlash(req, res, "alert", t("failover.notNow", { reason: why ?? "" }));
    res.redirect(303, `${area.base}/failover`);
    return;
  }
  const page: View<ReturnType<Model>> = orderPage;
  sendPage(req, res, page, model({ t, base: area.base, csrf: csrfToken(req), state }), { title: t(title) });
}

const nothing = z.object({});

failoverAdminRoutes.post(
  "/failover/switchovers",
  form({
    proof: true,
    schema: z.object({ to: z.string().max(31).default("") }),
    handle: async (req, res, { to }) => {
      const ordered = await orderAgentSoon("POST /switchover", to === "" ? {} : { to });
      answer(req, res, ordered, "failover.switch.done", "failover.switch.begun");
    },
  }),
);

failoverAdminRoutes.post(
  "/failover/drills",
  form({
    proof: true,
    schema: nothing,
    handle: async (req, res) =>
      answer(req, res, await orderAgentSoon("POST /drill"), "failover.drills.done", "failover.drills.begun"),
  }),
);

failoverAdminRoutes.post(
  "/failover/pause",
  form({
    proof: true,
    schema: nothing,
    handle: async (req, res) =>
      answer(req, res, await orderAgentSoon("POST /pause"), "failover.paused", "failover.begun"),
  }),
);

failoverAdminRoutes.post(
  "/failover/resumption",
  form({
    proof: true,
    schema: nothing,
    handle: async (req, res) =>
      answer(req, res, await orderAgentSoon("POST /resume"), "failover.resumed", "failover.begun"),
  }),
);

function answer(req: Request, res: Response, ordered: Ordered, done: string, begun: string): void {
  if (ordered.kind === "refused")
    setFlash(req, res, "alert", req.t("failover.refused", { reason: ordered.reason }));
  else setFlash(req, res, "notice", req.t(ordered.kind === "done" ? done : begun));
  res.redirect(303, `${req.area.base}/failover`);
}
