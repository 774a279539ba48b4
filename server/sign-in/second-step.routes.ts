import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { browserHash } from "./browsers.ts";
import { finish } from "./finishing.routes.ts";
import { keepPending, type PendingSignIn, pendingSignIn } from "./pending.routes.ts";
import {
  customerRecovery,
  enrolmentModel,
  enrolmentPage,
  secondStepModel,
  secondStepPage,
} from "./second-factor.view.ts";
import { trustDays } from "./second-factor.settings.ts";
import { assertSecondFactor, enrol, nextStep, openSecret, sealSecret } from "./second-factors.service.ts";
import { supportHere } from "./support.routes.ts";
import { newSecret } from "./totp.ts";
import { trustBrowser } from "./trusted-browsers.repository.ts";

/** Between the password and the session, at the common address and at each customer portal. */
export const secondStepRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const attempts: Limit = { name: "second-steps", points: 60, seconds: 900 };
const code = z.string().trim().min(1).max(30);

for (const router of secondStepRoutes) {
  router.get("/login/second-step", (req, res) => showSecondStep(req, res, emptyForm));
  router.post(
    "/login/second-steps",
    form({
      schema: z.object({ code, trust: z.literal("true").optional() }),
      handle: async (req, res, input) => {
        const pending = pendingSignIn(req);
        if (!pending) return toLogin(req, res);
        await countAttempt(attempts, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        const how = await assertSecondFactor(ctx, pending.loginId, input.code).catch(
          async (error: unknown) => {
            await record(req, { ...whoIs(pending), kind: "second-step-refused", reason: "wrong-code" });
            throw error;
          },
        );
        if (input.trust && trustDays.get() > 0)
          await trustBrowser(ctx.db, {
            loginId: pending.loginId,
            browserHash: browserHash(req.browser),
            userAgent: req.get("user-agent") ?? "",
            now: ctx.now,
            expiresAt: new Date(ctx.now.getTime() + trustDays.get() * 86_400_000),
          });
        await finish(req, res, { ...pending, how, passed: "second-step" });
      },
      invalid: showSecondStep,
    }),
  );

  router.post(
    "/login/continuation",
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        const pending = pendingSignIn(req);
        if (pending?.passed === "second-step") await finish(req, res, pending);
        else toLogin(req, res);
      },
    }),
  );

  router.get("/login/enrolment", (req, res) => showEnrolment(req, res, emptyForm));
  router.post(
    "/login/enrolments",
    form({
      schema: z.object({ code, sealed: z.string().max(200) }),
      handle: async (req, res, input) => {
        const pending = pendingSignIn(req);
        if (!pending) return toLogin(req, res);
        await countAttempt(attempts, clientAddress(req));
        const codes = await enrol({ ...req.ctx, now: new Date() }, pending.loginId, input.sealed, input.code);
        await record(req, { ...whoIs(pending), kind: "second-factor-on" });
        // The codes are shown now or never; what is left of the way comes behind the page's button.
        const way = { ...pending, how: "enrolled", passed: "second-step" } as const;
        keepPending(req, res, way);
        noStore(res);
        const title = req.t("sign-in.factor.recoveryTitle");
        const on = { action: `${req.area.base}/login/continuation`, csrf: csrfToken(req) };
        sendPage(req, res, customerRecovery, { codes, on, onUrl: "" }, { title, pageClass: "sign-in" });
      },
      invalid: showEnrolment,
    }),
  );
}

const whoIs = ({ email, loginId }: PendingSignIn) => ({ who: email, loginId });

function toLogin(req: Request, res: Response): void {
  res.redirect(303, `${req.area.base}/login`);
}

async function showSecondStep(req: Request, res: Response, state: FormState): Promise<void> {
  const pending = pendingSignIn(req);
  if (!pending) return toLogin(req, res);
  const model = secondStepModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    days: trustDays.get(),
    support: await supportHere(req),
  });
  noStore(res);
  sendPage(req, res, secondStepPage, model, { title: req.t("sign-in.factor.title"), pageClass: "sign-in" });
}

async function showEnrolment(req: Request, res: Response, state: FormState): Promise<void> {
  const pending = pendingSignIn(req);
  // Who has a second factor already must use it, not make another.
  if (!pending || (await nextStep({ ...req.ctx, now: new Date() }, pending.loginId, "")) !== "enrolment")
    return toLogin(req, res);
  const { loginId, email } = pending;
  const typed = [state.values.sealed ?? ""].flat()[0] ?? "";
  const secret = openSecret(loginId, typed) ?? newSecret();
  const model = enrolmentModel(req.t, state, {
    action: `${req.area.base}/login/enrolments`,
    csrf: csrfToken(req),
    issuer: req.area.brand.name,
    email,
    secret,
    sealed: sealSecret(loginId, secret),
  });
  noStore(res);
  sendPage(
    req,
    res,
    enrolmentPage,
    { ...model, support: await supportHere(req) },
    { title: req.t("sign-in.factor.enrolTitle"), pageClass: "sign-in" },
  );
}
