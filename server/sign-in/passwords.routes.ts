import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { emailAddress } from "../accounts/index.ts";
import { linkOf } from "./links.service.ts";
import { noSoonerThan } from "./passwords.ts";
import { requestPasswordReset, resetPassword } from "./passwords.service.ts";
import { cardPage, choosePasswordModel, forgotModel, messagePage } from "./passwords.view.ts";
import { supportHere } from "./support.routes.ts";

/** Forgotten passwords, at the common address and at each customer portal. */
export const passwordRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const resets: Limit = { name: "password-resets", points: 60, seconds: 3600 };
const answerMs = 150;

/** A mailed token, and the password that is chosen with it. */
export const passwordChoice = z.object({ token: z.string().max(100), password: z.string().min(1).max(1000) });

for (const router of passwordRoutes) {
  router.get("/forgot-password", (req, res) => showForgot(req, res, emptyForm));
  router.post(
    "/forgot-password",
    form({
      schema: z.object({ email: emailAddress }),
      handle: async (req, res, { email }) => {
        await countAttempt(resets, clientAddress(req));
        await noSoonerThan(
          answerMs,
          requestPasswordReset({ ...req.ctx, now: new Date() }, email, req.area.customerPortalId),
        );
        await record(req, { kind: "password-reset-asked", who: email, loginId: null });
        res.redirect(303, `${req.area.base}/forgot-password/sent`);
      },
      invalid: showForgot,
    }),
  );
  router.get("/forgot-password/sent", (req, res) =>
    say(req, res, "sign-in.sent", { label: req.t("sign-in.backToSignIn"), url: `${req.area.base}/login` }),
  );

  router.get("/reset-password", (req, res) => showReset(req, res, emptyForm));
  router.post(
    "/reset-password",
    form({
      schema: passwordChoice,
      handle: async (req, res, { token, password }) => {
        const reset = await resetPassword({ ...req.ctx, now: new Date() }, token, password);
        await record(req, { kind: "password-reset", who: reset.email, loginId: reset.id });
        sessionsRevoked();
        setFlash(req, res, "notice", req.t("sign-in.reset.done"));
        res.redirect(303, `${req.area.base}/login`);
      },
      invalid: showReset,
    }),
  );
}

async function showForgot(req: Request, res: Response, state: FormState): Promise<void> {
  const model = forgotModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    support: await supportHere(req),
  });
  sendPage(req, res, cardPage, model, { title: model.heading, pageClass: "sign-in" });
}

/** The form behind a mailed link. Looking at it uses nothing up: mail scanners open links, too. */
async function showReset(req: Request, res: Response, state: FormState): Promise<void> {
  const asked = req.method === "GET" ? req.query.token : state.values.token;
  const token = typeof asked === "string" ? asked.slice(0, 100) : "";
  const link = await linkOf({ ...req.ctx, now: new Date() }, "password-reset", token);
  const { base } = req.area;
  noStore(res);
  if (!link) {
    res.status(410);
    const again = { label: req.t("sign-in.askAgain"), url: `${base}/forgot-password` };
    await say(req, res, "sign-in.reset.expired", again);
    return;
  }
  const given = {
    base,
    csrf: csrfToken(req),
    support: await supportHere(req),
    kind: "reset" as const,
    token,
    email: link.email,
    portal: req.area.brand.name,
  };
  const model = choosePasswordModel(req.t, state, given);
  sendPage(req, res, cardPage, model, { title: model.heading, pageClass: "sign-in" });
}

/** A card that only says something: the texts `<key>.heading` and `<key>.text`. */
export async function say(
  req: Request,
  res: Response,
  key: string,
  link: { label: string; url: string },
): Promise<void> {
  const heading = req.t(`${key}.heading`);
  sendPage(
    req,
    res,
    messagePage,
    { heading, text: req.t(`${key}.text`), link, support: await supportHere(req) },
    { title: heading, pageClass: "sign-in" },
  );
}
