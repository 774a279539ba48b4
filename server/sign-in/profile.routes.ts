import type { Request, Response } from "express";
import { z } from "zod";
import { mobileNumber, personName, phoneNumber, phoneOfContact } from "../accounts/index.ts";
import { type AuditKind, record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { sessionHash, sessionsRevoked } from "../core/http/session.ts";
import { countPasskeys } from "../passkeys/index.ts";
import { changePassword } from "./passwords.service.ts";
import { changeOwn, ownMobile } from "./profile.service.ts";
import { customerProfile, deskProfile, profileModel } from "./profile.view.ts";
import { factorRule } from "./factor-rules.service.ts";
import { methodsOf } from "./second-step-methods.service.ts";
import { deleteSession, deleteSessions, sessionsOf } from "./sessions.repository.ts";

/** What people change about themselves: contacts on their portal, agents at the desk they are at, administrators in administration. */
export const profileRoutes: readonly Routes[] = [routes("contact"), routes("agent"), routes("admin")];

/** A browser that somebody left open must not become a place to guess the password. */
const changes: Limit = { name: "password-changes", points: 20, seconds: 900 };

for (const router of profileRoutes) {
  router.get("/profile", (req, res) => showProfile(req, res, emptyForm));

  router.post(
    "/profile",
    form({
      schema: z.object({ name: personName, phone: phoneNumber, mobile: mobileNumber }),
      handle: async (req, res, own) => {
        if (await changeOwn(req.ctx, own)) await recordOwn(req, "mobile-changed");
        done(req, res, "sign-in.profile.saved");
      },
      invalid: showProfile,
    }),
  );

  router.post(
    "/profile/password",
    form({
      schema: z.object({ current: z.string().min(1).max(1000), password: z.string().min(1).max(1000) }),
      handle: async (req, res, { current, password }) => {
        const loginId = loginOf(req);
        await countAttempt(changes, String(loginId));
        await changePassword(req.ctx, loginId, { current, password, session: sessionHash(req.sessionID) });
        sessionsRevoked();
        await recordOwn(req, "password-changed");
        done(req, res, "sign-in.profile.changed");
      },
      invalid: showProfile,
    }),
  );

  router.post(
    "/profile/sign-outs",
    form({
      schema: z.object({ session: z.union([z.literal("others"), z.string().regex(/^[0-9a-f]{64}$/)]) }),
      handle: async (req, res, { session }) => {
        if (session === "others") await deleteSessions(req.ctx.db, loginOf(req), sessionHash(req.sessionID));
        else await deleteSession(req.ctx.db, loginOf(req), session);
        sessionsRevoked();
        await recordOwn(req, "sessions-ended");
        done(req, res, "sign-in.profile.ended");
      },
    }),
  );
}

/** The login of whoever is signed in here. */
export function loginOf(req: Request): number {
  const { actor } = req.ctx;
  return actor.kind === "contact" || actor.kind === "agent" ? actor.loginId : 0;
}

/** What somebody signed in did about their own signing in. */
export const recordOwn = (req: Request, kind: AuditKind): Promise<void> =>
  record(req, { kind, who: req.signedIn?.email ?? "", loginId: loginOf(req) });

function done(req: Request, res: Response, key: string): void {
  setFlash(req, res, "notice", req.t(key));
  res.redirect(303, `${req.area.base}/profile`);
}

/** Null where administrators switched it off. */
async function factorLine(req: Request): Promise<string | null> {
  if ((await factorRule(req.ctx, loginOf(req))) === "off") return null;
  const on = await methodsOf(req.ctx, loginOf(req));
  return req.t(on.length > 0 ? "sign-in.factor.lineOn" : "sign-in.factor.lineOff");
}

async function showProfile(req: Request, res: Response, state: FormState): Promise<void> {
  const { ctx, t, area } = req;
  const { actor } = ctx;
  const person = actor.kind === "contact" || actor.kind === "agent" ? actor : { name: "", email: "" };
  const model = profileModel(t, state, {
    base: area.base,
    csrf: csrfToken(req),
    name: person.name,
    email: req.signedIn?.email ?? person.email,
    mobile: await ownMobile(ctx),
    phone: actor.kind === "contact" ? await phoneOfContact(ctx, actor.id) : null,
    secondFactor: await factorLine(req),
    passkeys: await countPasskeys(ctx.db, loginOf(req)),
    sessions: await sessionsOf(ctx.db, loginOf(req), ctx.now),
    session: sessionHash(req.sessionID),
  });
  sendPage(req, res, area.kind === "customer" ? customerProfile : deskProfile, model, {
    title: t("sign-in.profile.title"),
  });
}
