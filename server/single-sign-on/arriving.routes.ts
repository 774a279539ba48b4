import type { Request, Response } from "express";
import { type AuditReason, record } from "../audit/index.ts";
import { sendPage } from "../core/http/pages.ts";
import { openSession } from "../core/http/session.ts";
import { log } from "../core/log.ts";
import { enter, supportHere } from "../sign-in/index.ts";
import { admit, type Refusal } from "./arrivals.service.ts";
import { keepCameBy } from "./departures.routes.ts";
import type { Arrival, Provider, ProviderError } from "./provider.ts";
import { noteProblem } from "./providers.repository.ts";
import { failedPage } from "./single-sign-on.view.ts";

/** Why nobody was signed in; each has the text `single-sign-on.failed.<reason>`. */
export type Failure = Refusal | "expired" | "declined" | "unavailable" | "untrusted";

const audited = (reason: Failure): AuditReason => `sso-${reason}`;

/** Lets in whom the provider vouched for, by way of a second step where one is wanted; or says why not. */
export async function arrive(
  req: Request,
  res: Response,
  provider: Provider,
  { arrival, next }: { arrival: Arrival; next: string | null },
): Promise<void> {
  const now = new Date();
  await noteProblem(req.ctx.db, provider.id, null, now);
  const admission = await admit({ ...req.ctx, now }, provider, arrival, req.ctx.portalId);
  if (admission.kind === "refused") {
    await fail(req, res, provider, { reason: admission.reason, who: admission.email, next });
    return;
  }
  const { loginId, email } = admission;
  await openSession(req, res);
  if (arrival.departure) keepCameBy(req, res, { ...arrival.departure, providerId: provider.id, loginId });
  const passed = provider.bothSteps ? "second-step" : "first-step";
  await enter(req, res, loginId, { email, next, how: "single-sign-on", passed });
}

const statuses: Partial<Record<Failure, number>> = {
  expired: 400,
  declined: 400,
  unavailable: 503,
  untrusted: 502,
};

/**
 * A calm page with the ways that are left. What exactly was wrong is kept for administrators and never shown here; the trail has it
 * where somebody was really on the way.
 */
export async function fail(
  req: Request,
  res: Response,
  provider: Provider,
  given: { reason?: Failure; error?: ProviderError; who?: string; next: string | null },
): Promise<void> {
  const { error, next } = given;
  const reason = given.reason ?? (error?.away ? "unavailable" : "untrusted");
  if (error) {
    // The cause's words only: around them lie claims, codes and answers. An assertion's were logged where it came in.
    if (error.cause instanceof Error)
      log.warn(
        { provider: provider.id, problem: error.problem, why: error.cause.message },
        "single sign-on failed",
      );
    await noteProblem(req.ctx.db, provider.id, error.problem, new Date());
  }
  if (reason !== "expired")
    await record(req, {
      kind: "sign-in-refused",
      who: given.who ?? "",
      loginId: null,
      reason: audited(reason),
    });
  const query = next === null ? "" : `next=${encodeURIComponent(next)}`;
  const heading = req.t("single-sign-on.failed.title", { provider: provider.name });
  const model = {
    heading,
    text: req.t(`single-sign-on.failed.${reason}`, { provider: provider.name }),
    againUrl: `${req.area.base}/login/single-sign-on/${provider.id}${query && `?${query}`}`,
    otherUrl: `${req.area.base}/login?local=1${query && `&${query}`}`,
    support: await supportHere(req),
  };
  res.status(statuses[reason] ?? 403);
  sendPage(req, res, failedPage, model, { title: heading, pageClass: "sign-in" });
}
