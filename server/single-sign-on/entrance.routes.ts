import type { Request } from "express";
import { notFound } from "../core/errors.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { safePath, sendPage } from "../core/http/pages.ts";
import { idParam, type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { attemptMs, attemptOf, endAttempt, keepAttempt } from "./attempts.routes.ts";
import { arrive, fail } from "./arriving.routes.ts";
import { cameByOf, endCameBy } from "./departures.routes.ts";
import { logoutRequestUrl } from "./saml-logout.service.ts";
import { departurePage } from "./single-sign-on.view.ts";
import { originOf } from "./origin.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { begin, finish, stateIn } from "./protocols.service.ts";
import { takeOnce } from "./uses.repository.ts";
import { offeredHere, ownFront } from "./way-in.routes.ts";

/** From the sign-in page to the provider and back, at the common address and at each customer portal. */
export const entranceRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

/** Each costs a sealed cookie and, now and then, a question to the provider; an office behind one address must get in. */
const departures: Limit = { name: "single-sign-on", points: 300, seconds: 60 };

for (const router of entranceRoutes) {
  router.get("/login/single-sign-on/:provider", async (req, res) => {
    const provider = await offered(req);
    const next = safePath(req.query.next);
    noStore(res);
    const home = await elsewhere(req);
    if (home !== null) {
      res.redirect(303, home);
      return;
    }
    await countAttempt(departures, clientAddress(req));
    try {
      const front = await ownFront(req);
      const { url, attempt } = await begin(req.ctx.db, provider, front?.id ?? null);
      keepAttempt(req, res, { providerId: provider.id, protocol: attempt, next });
      res.redirect(303, url);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      await fail(req, res, provider, { error, next });
    }
  });

  router.get("/login/single-sign-on/:provider/return", async (req, res) => {
    const provider = await offered(req);
    noStore(res);
    const attempt = attemptOf(req);
    endAttempt(res);
    if (attempt?.providerId !== provider.id || attempt.protocol.state !== stateIn(provider, req.query)) {
      await fail(req, res, provider, { reason: "expired", next: null });
      return;
    }
    const { next } = attempt;
    // Before anything is asked of the provider: a second browser tab, or a thief, comes too late.
    const expires = new Date(Date.now() + attemptMs);
    if (!(await takeOnce(req.ctx.db, `state ${attempt.protocol.state}`, expires))) {
      await fail(req, res, provider, { reason: "expired", next });
      return;
    }
    try {
      const search = req.originalUrl.slice(req.originalUrl.indexOf("?"));
      const answer = { query: req.query, search };
      const arrival = await finish(req.ctx.db, provider, attempt.protocol, answer);
      if (arrival) await arrive(req, res, provider, { arrival, next });
      else await fail(req, res, provider, { reason: "declined", next });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      await fail(req, res, provider, { error, next });
    }
  });
}

for (const router of entranceRoutes)
  router.get("/login/single-sign-on/:provider/departure", async (req, res) => {
    const provider = await offered(req);
    const cameBy = cameByOf(req);
    noStore(res);
    // Only behind signing out here: a link from elsewhere must not sign anybody out there.
    if (provider.kind !== "saml" || cameBy?.providerId !== provider.id || req.session.loginId !== undefined) {
      res.redirect(303, req.area.brand.homeUrl);
      return;
    }
    endCameBy(res);
    const url = await logoutRequestUrl(req.ctx.db, provider, cameBy).catch((error: unknown) => {
      if (error instanceof ProviderError) return req.area.brand.homeUrl;
      throw error;
    });
    const given = { provider: provider.name };
    const heading = req.t("single-sign-on.departure.title");
    // A redirect would be refused: the CSP lets forms lead to our own pages only, and this page stands behind one.
    res.setHeader("Refresh", `0;url=${url}`);
    const words = {
      text: req.t("single-sign-on.departure.text", given),
      label: req.t("single-sign-on.departure.button", given),
    };
    sendPage(req, res, departurePage, { heading, url, ...words }, { title: heading, pageClass: "sign-in" });
  });

/** @throws AppError 404 for a provider that is not this page's. */
async function offered(req: Request): Promise<Provider> {
  const id = idParam(req, "provider");
  const provider = (await offeredHere(req)).find((each) => each.id === id);
  if (!provider) throw notFound("identity provider");
  return provider;
}

/**
 * The same page at the address that the way back leads to, when it was asked under another name of this server: the attempt's cookie
 * has to wait where the answer arrives. Once only: behind a proxy that changes the Host header the names never agree.
 */
async function elsewhere(req: Request): Promise<string | null> {
  const origin = originOf(await ownFront(req));
  if (req.query.here !== undefined || new URL(origin).hostname === req.hostname) return null;
  const url = new URL(`${origin}/login/single-sign-on/${idParam(req, "provider")}?here=1`);
  const next = safePath(req.query.next);
  if (next !== null) url.searchParams.set("next", next);
  return url.href;
}
