import express, { type Express, Router } from "express";
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
import type { Audience } from "./core/http/routes.ts";
import { securityHeaders } from "./core/http/security.ts";
import { DurableSessions, sessions } from "./core/http/session.ts";
import { loadViews } from "./core/views.ts";
import { useMail } from "./mail/index.ts";
import { usePortals } from "./portals/index.ts";
import { toSignIn } from "./sign-in/index.ts";
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
  useSetup(secret);
  useMail({ baseUrl, smtpUrl });
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
  app.use(areas.anyone);
  app.use(audience("anyone"));
  app.use("/desk/:portal", areas.agent, audience("agent"), pageNotFound);
  app.use("/admin", areas.admin, audience("admin"), pageNotFound);
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

function audience(...audiences: Audience[]): Router {
  const router = Router({ mergeParams: true });
  for (const { routes = [] } of capabilities)
    for (const each of routes) if (audiences.includes(each.audience)) router.use(each.router);
  return router;
}
