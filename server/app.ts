import express, { type Express, type Request, type RequestHandler, Router } from "express";
import type { Redis } from "ioredis";
import type { Knex } from "knex";
import { useSetup } from "./administration/index.ts";
import { createAreas } from "./areas.ts";
import { capabilities } from "./capabilities.ts";
import { useCounters } from "./core/counters.ts";
import { serveAssets } from "./core/http/assets.ts";
import { nameBrowser } from "./core/http/csrf.ts";
import { errorHandler, pageNotFound } from "./core/http/error-handler.ts";
import type { Health } from "./core/http/health.ts";
import { countAnswers, metricsRoutes } from "./core/http/metrics.ts";
import { useLimits } from "./core/http/limits.ts";
import { useProver } from "./core/http/proof.ts";
import type { Audience, Routes } from "./core/http/routes.ts";
import { securityHeaders } from "./core/http/security.ts";
import { DurableSessions, sessions } from "./core/http/session.ts";
import { useSealing } from "./core/sealing.ts";
import { loadViews } from "./core/views.ts";
import { useMail } from "./mail/index.ts";
import { usePasskeys } from "./passkeys/index.ts";
import { usePortalCopies, usePortals } from "./portals/index.ts";
import { prover, toSignIn, useWaysIn } from "./sign-in/index.ts";
import { useSingleSignOn } from "./single-sign-on/index.ts";
import { usePresence } from "./tickets/index.ts";

export interface AppParts {
  readonly db: Knex;
  readonly redis: Redis;
  readonly secret: string;
  readonly baseUrl: string;
  /** Where mail goes out; undefined means that it waits. */
  readonly smtpUrl: string | undefined;
  readonly health: Health;
  /** Served over TLS, by us or by a trusted proxy: cookies are Secure, HSTS is sent. */
  readonly tls: boolean;
  readonly trustedProxies: readonly string[];
  /** Models throw for keys that they lack; on under test. */
  readonly checkModels?: boolean;
}

/** The middleware order, read top to bottom. */
export function createApp({
  db,
  redis,
  secret,
  baseUrl,
  smtpUrl,
  health,
  tls,
  trustedProxies,
  checkModels = false,
}: AppParts): Express {
  loadViews({ checkModels });
  usePortals(db);
  usePortalCopies(capabilities.flatMap(({ copyPortal }) => copyPortal ?? []));
  useSealing(secret);
  useSetup(secret);
  useMail({ baseUrl, smtpUrl });
  usePasskeys({ baseUrl });
  useProver(prover);
  useWaysIn(capabilities.flatMap(({ wayIn }) => (wayIn ? [wayIn] : [])));
  useSingleSignOn(db, baseUrl);
  useLimits(redis);
  usePresence(redis);
  useCounters(redis);
  const areas = createAreas(db);

  const app = express();
  app.set("trust proxy", trustedProxies.length > 0 ? trustedProxies : false);
  app.set("etag", false);
  app.set("query parser", "simple");
  app.disable("x-powered-by");

  app.use(health.router);
  app.use(metricsRoutes());
  app.use(countAnswers);
  app.use("/assets", serveAssets());
  app.use(securityHeaders({ tls }));
  app.use(sessions(new DurableSessions(db, redis), secret, { secure: tls }));
  app.use(nameBrowser(secret, { secure: tls }));
  app.use(areas.reader);
  const outside = audience("anyone");
  app.use((req, res, next) => (outside.concerns(req) ? areas.anyone(req, res, next) : next()), outside);
  app.use("/desk/:portal", areas.agent, audience("agent"), pageNotFound);
  app.use("/admin", areas.admin, audience("admin"), pageNotFound);
  app.use("/preview/:design/:as", areas.preview, audience("guest", "contact"), pageNotFound);
  app.use("/portal/:front", areas.customer, audience("guest", "contact"), pageNotFound);
  app.use(areas.customer, audience("guest", "contact"));
  app.use(pageNotFound);
  app.use(
    errorHandler({
      area: areas.fallback,
      toSignIn,
    }),
  );
  return app;
}

interface AudienceRoutes extends RequestHandler {
  /** False when no route begins like this request's path. */
  concerns(req: Request): boolean;
}

/**
 * The routes of all capabilities for some audiences. A request is shown only to routers with a route that begins with the first word of
 * its path: asking all of them, route by route, is a tenth of what a page costs.
 */
function audience(...audiences: Audience[]): AudienceRoutes {
  const all = capabilities
    .flatMap(({ routes = [] }) => routes)
    .filter((each) => audiences.includes(each.audience));
  const routers = new Map<string, Router>();
  for (const word of new Set(all.flatMap(firstWords))) {
    const router = Router({ mergeParams: true });
    for (const each of all) if (firstWords(each).includes(word)) router.use(each.router);
    routers.set(word, router);
  }
  const routerFor = ({ path }: Request) => routers.get((path.split("/")[1] ?? "").toLowerCase());
  const handle: RequestHandler = (req, res, next) => {
    const router = routerFor(req);
    if (router) void router(req, res, next);
    else next();
  };
  return Object.assign(handle, { concerns: (req: Request) => routerFor(req) !== undefined });
}

/** @throws Error for a route whose first word is a parameter: it would be left out of every other word's router. */
const firstWords = ({ list }: Routes): string[] =>
  list.map(({ path }) => {
    const word = path.split("/")[1] ?? "";
    if (/[:*{]/.test(word)) throw new Error(`the route ${path} must begin with a word`);
    return word.toLowerCase();
  });
