import type { Request } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { cookieLife, oneOnly } from "../core/session.settings.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress } from "../core/http/limits.ts";
import { routes } from "../core/http/routes.ts";
import { sessionHash, sessionsRevoked } from "../core/http/session.ts";
import { greetBrowser } from "./greeting.service.ts";
import { loginById } from "./logins.repository.ts";
import { adoptBrowserDrafts } from "./places.service.ts";
import { deleteSessions, describeSession } from "./sessions.repository.ts";
import { leaveElsewhere } from "./ways-in.ts";

/** Sign out, at the common address and at each customer portal's. */
export const sessionRoutes = [routes("anyone"), routes("guest")];

const nothing = z.object({});

for (const router of sessionRoutes)
  router.post(
    "/logout",
    form({
      schema: nothing,
      handle: async (req, res) => {
        const { loginId } = req.session;
        const onward = await leaveElsewhere(req);
        await settled((done) => req.session.destroy(done));
        if (loginId !== undefined)
          await record(req, {
            kind: "signed-out",
            who: (await loginById(req.ctx.db, loginId))?.email ?? "",
            loginId,
          });
        // The cookie is express-session's; its name depends on TLS.
        for (const name of ["holdfast.session", "__Host-holdfast.session"])
          res.clearCookie(name, {
            path: "/",
            secure: name.startsWith("__Host-"),
            httpOnly: true,
            sameSite: "lax",
          });
        // Back must not bring a page out of the cache. (Browsers heed this over TLS; pages are no-store anyway.)
        res.set({ "Clear-Site-Data": '"cache"', "Cache-Control": "no-store" });
        res.redirect(303, onward ?? req.area.brand.homeUrl);
      },
    }),
  );

/**
 * Signs this browser in. The session gets a new id first, so that an id planted before is worth nothing; its row is written before the
 * caller answers. Then what was typed before belongs to the person.
 */
export async function startSession(
  req: Request,
  loginId: number,
  { asAgent = false, keep = false }: { asAgent?: boolean; keep?: boolean } = {},
): Promise<void> {
  await settled((done) => req.session.regenerate(done));
  req.session.loginId = loginId;
  req.session.signedInAt = Date.now();
  req.session.provenAt = Date.now();
  if (keep) req.session.keep = true;
  const life = cookieLife(req.session);
  if (life !== null) req.session.cookie.maxAge = life;
  await settled((done) => req.session.save(done));
  await describeSession(
    req.ctx.db,
    sessionHash(req.sessionID),
    req.get("user-agent") ?? "",
    clientAddress(req),
  );
  if (oneOnly.get()) {
    await deleteSessions(req.ctx.db, loginId, sessionHash(req.sessionID));
    sessionsRevoked();
  }
  await greetBrowser({ ...req.ctx, now: new Date() }, loginId, {
    browser: req.browser,
    userAgent: req.get("user-agent") ?? "",
    address: clientAddress(req),
  });
  await adoptBrowserDrafts(req.ctx.db, req.browser, loginId, asAgent);
}

const settled = (work: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    work((error) =>
      error ? reject(error instanceof Error ? error : new Error("the session store failed")) : resolve(),
    ),
  );
