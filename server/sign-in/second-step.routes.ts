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
import { siteOf } from "../passkeys/index.ts";
import { browserHash } from "./browsers.ts";
import { requestCode } from "./codes.service.ts";
import { codeMinutes } from "./codes.settings.ts";
import { finish } from "./finishing.routes.ts";
import { noSoonerThan } from "./passwords.ts";
import { pendingSignIn } from "./pending.routes.ts";
import { trustDays } from "./second-factor.settings.ts";
import { assertSecondFactor } from "./second-factors.service.ts";
import { countsAfter } from "./second-step-method.ts";
import { assertMailedCode, methodsOf, nextStep } from "./second-step-methods.service.ts";
import { secondStepModel, secondStepPage } from "./second-step.view.ts";
import { supportHere } from "./support.routes.ts";
import { trustBrowser } from "./trusted-browsers.repository.ts";

/** Between the password and the session, at the common address and at each customer portal. */
export const secondStepRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const attempts: Limit = { name: "second-steps", points: 60, seconds: 900 };
const trust = z.literal("true").optional();
const answerMs = 150;

for (const router of secondStepRoutes) {
  router.get("/login/second-step", (req, res) => showSecondStep(req, res, emptyForm));
  router.post(
    "/login/second-steps",
    form({
      schema: z.object({ code: z.string().trim().min(1).max(30), trust, via: z.literal("mail").optional() }),
      handle: async (req, res, { code, trust: trusted, via }) => {
        const pending = pendingSignIn(req);
        if (!pending) return toLogin(req, res);
        await countAttempt(attempts, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        const methods = await methodsOf(ctx, pending.loginId);
        const mailed = via === "mail" && methods.includes("mail") && countsAfter(pending.first, "mail");
        const check = mailed
          ? assertMailedCode(ctx, pending, code, req.browser)
          : assertSecondFactor(ctx, pending.loginId, code);
        const how = await check.catch(async (error: unknown) => {
          const { email, loginId } = pending;
          await record(req, { who: email, loginId, kind: "second-step-refused", reason: "wrong-code" });
          throw error;
        });
        if (trusted) await trustHere(req, pending.loginId);
        await finish(req, res, { ...pending, how, passed: "second-step" });
      },
      invalid: showSecondStep,
    }),
  );
  router.post(
    "/login/second-step-codes",
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        const pending = pendingSignIn(req);
        if (!pending) return toLogin(req, res);
        await countAttempt(attempts, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        if ((await methodsOf(ctx, pending.loginId)).includes("mail"))
          await noSoonerThan(
            answerMs,
            requestCode(
              ctx,
              { email: pending.email, mobile: "" },
              req.browser,
              req.area.customerPortalId,
              true,
            ),
          );
        await showSecondStep(req, res, { values: { via: "mail" }, errors: {} });
      },
    }),
  );
}

/** Leads to the start of signing in. */
export function toLogin(req: Request, res: Response): void {
  res.redirect(303, `${req.area.base}/login`);
}

/** This browser is not asked again for a while, where administrators allow that. */
export async function trustHere(req: Request, loginId: number): Promise<void> {
  const now = new Date();
  if (trustDays.get() > 0)
    await trustBrowser(req.ctx.db, {
      loginId,
      browserHash: browserHash(req.browser),
      userAgent: req.get("user-agent") ?? "",
      now,
      expiresAt: new Date(now.getTime() + trustDays.get() * 86_400_000),
    });
}

/** The page that asks, with every way that this person has. */
export async function showSecondStep(req: Request, res: Response, state: FormState): Promise<void> {
  const pending = pendingSignIn(req);
  if (!pending) return toLogin(req, res);
  const ctx = { ...req.ctx, now: new Date() };
  if ((await nextStep(ctx, pending, "")) === "other-way") {
    setFlash(req, res, "alert", req.t("sign-in.factor.otherWay"));
    return toLogin(req, res);
  }
  const methods = (await methodsOf(ctx, pending.loginId)).filter((each) => countsAfter(pending.first, each));
  const model = secondStepModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    days: trustDays.get(),
    methods: methods.filter((method) => method !== "passkey"),
    passkey: methods.includes("passkey") && (await siteOf(req)) !== null,
    email: pending.email,
    minutes: codeMinutes.get(),
    support: await supportHere(req),
  });
  noStore(res);
  sendPage(req, res, secondStepPage, model, { title: req.t("sign-in.factor.title"), pageClass: "sign-in" });
}
