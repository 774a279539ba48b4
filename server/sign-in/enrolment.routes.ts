import type { Request, Response } from "express";
import { z } from "zod";
import { type AuditKind, record } from "../audit/index.ts";
import type { Context } from "../core/context.ts";
import { InvalidInput } from "../core/errors.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { type Form, form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { answerFields, enrolmentQuestion, enrolPasskey, siteOf } from "../passkeys/index.ts";
import { requestCode } from "./codes.service.ts";
import { enrolmentModel, enrolmentPage, methodForms } from "./enrolment.view.ts";
import { finish } from "./finishing.routes.ts";
import { keepPending, type PendingSignIn, pendingSignIn } from "./pending.routes.ts";
import { customerRecovery } from "./second-factor.view.ts";
import { enrol, openSecret, sealSecret } from "./second-factors.service.ts";
import { countsAfter } from "./second-step-method.ts";
import {
  assertMethodAllowed,
  methodsAllowed,
  nextStep,
  turnOnMail,
  turnOnPasskey,
} from "./second-step-methods.service.ts";
import { toLogin } from "./second-step.routes.ts";
import { supportHere } from "./support.routes.ts";
import { newSecret } from "./totp.ts";

/** Setting up a second step on the way in, where one is required; at the common address and at each customer portal. */
export const enrolmentRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const attempts: Limit = { name: "enrolments", points: 60, seconds: 900 };
const code = z.string().trim().min(1).max(30);
const name = z.string().trim().min(1).max(80);

for (const router of enrolmentRoutes) {
  router.get("/login/enrolment", (req, res) => showEnrolment(req, res, emptyForm));
  router.post(
    "/login/enrolments",
    enrolling(z.object({ code, sealed: z.string().max(200) }), async (_req, _res, ctx, pending, input) => {
      await assertMethodAllowed(ctx, pending.loginId, "app");
      return enrol(ctx, pending.loginId, input.sealed, input.code);
    }),
  );
  router.post(
    "/login/enrolment-codes",
    enrolling(z.object({}), async (req, res, ctx, { email }) => {
      await requestCode(ctx, { email, mobile: "" }, req.browser, req.area.customerPortalId, true);
      await showEnrolment(req, res, { values: { sent: "true" }, errors: {} });
      return null;
    }),
  );
  router.post(
    "/login/enrolment-mails",
    enrolling(z.object({ mailed: code }), (req, _res, ctx, pending, { mailed }) =>
      turnOnMail(ctx, pending, mailed, req.browser).catch((error: unknown) => {
        // The page has a field for the app's code, too.
        if (error instanceof InvalidInput && error.fields.code)
          throw new InvalidInput({ mailed: error.fields.code });
        throw error;
      }),
    ),
  );
  router.post(
    "/login/enrolment-questions",
    enrolling(z.object({}), async (req, res, ctx, { loginId, email }) => {
      res.json(await enrolmentQuestion(ctx, await asked(req, loginId), { email, name: email }));
      return null;
    }),
  );
  router.post(
    "/login/enrolment-passkeys",
    enrolling(z.object({ ...answerFields, name }), async (req, _res, ctx, { loginId, ...who }, input) => {
      await assertMethodAllowed(ctx, loginId, "passkey");
      await enrolPasskey(ctx, await asked(req, loginId), input, input.name);
      await record(req, { kind: "passkey-added", who: who.email, loginId });
      return turnOnPasskey(ctx, loginId);
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
}

/**
 * A form of somebody who must set one up. Who has a second step already must use it, not make another: the password alone would do then.
 * @param work returns recovery codes, or null when it has answered itself.
 */
function enrolling<S extends z.ZodType>(
  schema: S,
  work: (
    req: Request,
    res: Response,
    ctx: Context,
    pending: PendingSignIn,
    input: z.infer<S>,
  ) => Promise<readonly string[] | null>,
): Form {
  return form({
    schema,
    handle: async (req, res, input) => {
      const pending = await enrollee(req);
      if (!pending) return toLogin(req, res);
      await countAttempt(attempts, clientAddress(req));
      const codes = await work(req, res, { ...req.ctx, now: new Date() }, pending, input);
      if (codes === null) return;
      const kind: AuditKind = "second-factor-on";
      await record(req, { kind, who: pending.email, loginId: pending.loginId });
      const way = { ...pending, how: "enrolled", passed: "second-step" } as const;
      if (codes.length === 0) return finish(req, res, way);
      // The codes are shown now or never; what is left of the way comes behind the page's button.
      keepPending(req, res, way);
      noStore(res);
      const title = req.t("sign-in.factor.recoveryTitle");
      const on = { action: `${req.area.base}/login/continuation`, csrf: csrfToken(req) };
      sendPage(req, res, customerRecovery, { codes, on, onUrl: "" }, { title, pageClass: "sign-in" });
    },
    invalid: showEnrolment,
  });
}

async function enrollee(req: Request): Promise<PendingSignIn | null> {
  const pending = pendingSignIn(req);
  const must =
    pending?.passed === "first-step" &&
    (await nextStep({ ...req.ctx, now: new Date() }, pending, "")) === "enrolment";
  return must ? pending : null;
}

/** @throws InvalidInput where passkeys cannot work */
async function asked(req: Request, loginId: number) {
  const site = await siteOf(req);
  if (!site) throw new InvalidInput({ form: { key: "passkeys.notHere" } });
  return { purpose: "enrolment" as const, loginId, browser: req.browser, site };
}

async function showEnrolment(req: Request, res: Response, state: FormState): Promise<void> {
  const pending = await enrollee(req);
  if (!pending) return toLogin(req, res);
  const { t, area } = req;
  const { loginId, email } = pending;
  const allowed = await methodsAllowed({ ...req.ctx, now: new Date() }, loginId);
  const secret = openSecret(loginId, [state.values.sealed ?? ""].flat()[0] ?? "") ?? newSecret();
  const csrf = csrfToken(req);
  const at = `${area.base}/login/enrolment`;
  const model = methodForms(t, state, {
    csrf,
    app: allowed.includes("app")
      ? enrolmentModel(t, state, {
          action: `${at}s`,
          csrf,
          issuer: area.brand.name,
          email,
          secret,
          sealed: sealSecret(loginId, secret),
        })
      : null,
    passkeys: allowed.includes("passkey") && (await siteOf(req)) ? at : null,
    mail: allowed.includes("mail") && countsAfter(pending.first, "mail") ? at : null,
    email,
    nothing: allowed.includes("passkey") ? "passkeys.notHere" : "sign-in.factor.otherWay",
  });
  noStore(res);
  sendPage(
    req,
    res,
    enrolmentPage,
    { ...model, support: await supportHere(req) },
    { title: t("sign-in.factor.enrolTitle"), pageClass: "sign-in" },
  );
}
