import type { Request, Response } from "express";
import { z } from "zod";
import { type AuditKind, record } from "../audit/index.ts";
import { type Context } from "../core/context.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { type Form, form } from "../core/http/forms.ts";
import { countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { hasPasskey } from "../passkeys/index.ts";
import { requestCode } from "./codes.service.ts";
import { enrolmentModel } from "./enrolment.view.ts";
import { factorRule } from "./factor-rules.service.ts";
import { loginOf } from "./profile.routes.ts";
import {
  customerFactor,
  customerRecovery,
  deskFactor,
  deskRecovery,
  factorModel,
} from "./second-factor.view.ts";
import { countRecoveryCodes } from "./second-factors.repository.ts";
import { enrol, newRecoveryCodes, openSecret, sealSecret } from "./second-factors.service.ts";
import { secondStepMethods } from "./second-step-method.ts";
import {
  assertMethodAllowed,
  methodsAllowed,
  methodsOf,
  turnOff,
  turnOnMail,
  turnOnPasskey,
} from "./second-step-methods.service.ts";
import { newSecret } from "./totp.ts";
import { distrustBrowser, trustedBrowsers } from "./trusted-browsers.repository.ts";

/** The second step under one's own profile. */
export const secondFactorRoutes: readonly Routes[] = [routes("contact"), routes("agent"), routes("admin")];

const changes: Limit = { name: "second-factor-changes", points: 40, seconds: 900 };
const path = "/profile/second-factor";
const code = z.string().trim().min(1).max(30);

for (const router of secondFactorRoutes) {
  router.get(path, (req, res) => showFactor(req, res, emptyForm));
  router.post(
    path,
    changing("second-factor-on", z.object({ code, sealed: z.string().max(200) }), async (ctx, req, input) => {
      await assertMethodAllowed(ctx, loginOf(req), "app");
      return enrol(ctx, loginOf(req), input.sealed, input.code);
    }),
  );
  router.post(
    `${path}/passkeys`,
    changing("second-factor-on", z.object({}), (ctx, req) => turnOnPasskey(ctx, loginOf(req))),
  );
  router.post(
    `${path}/codes`,
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        await mayChange(req);
        const ctx = { ...req.ctx, now: new Date() };
        const who = { email: req.signedIn?.email ?? "", mobile: "" };
        await requestCode(ctx, who, req.browser, req.area.customerPortalId, true);
        await showFactor(req, res, { values: { sent: "true" }, errors: {} });
      },
    }),
  );
  router.post(
    `${path}/mails`,
    changing("second-factor-on", z.object({ mailed: code }), (ctx, req, { mailed }) =>
      turnOnMail(ctx, { loginId: loginOf(req), email: req.signedIn?.email ?? "" }, mailed, req.browser).catch(
        (error: unknown) => {
          // The page has a field for the app's code, too.
          if (error instanceof InvalidInput && error.fields.code)
            throw new InvalidInput({ mailed: error.fields.code });
          throw error;
        },
      ),
    ),
  );
  router.post(
    `${path}/recovery-codes`,
    changing("recovery-codes-made", z.object({}), async (ctx, req) => {
      if ((await methodsOf(ctx, loginOf(req))).length === 0) throw notFound();
      return newRecoveryCodes(ctx, loginOf(req));
    }),
  );
  router.post(
    `${path}/removal`,
    changing(
      "second-factor-off",
      z.object({ method: z.enum(secondStepMethods) }),
      async (ctx, req, input) => {
        await turnOff(ctx, loginOf(req), input.method);
        return [];
      },
    ),
  );
  router.post(
    `${path}/distrusts`,
    form({
      schema: z.object({ browser: z.coerce.number().int().positive() }),
      handle: async (req, res, { browser }) => {
        await distrustBrowser(req.ctx.db, loginOf(req), browser);
        setFlash(req, res, "notice", req.t("sign-in.factor.distrusted"));
        res.redirect(303, `${req.area.base}${path}`);
      },
    }),
  );
}

/** A form that changes what signing in asks for: not by whoever finds the browser open. `work` returns recovery codes to show once. */
function changing<S extends z.ZodType>(
  kind: AuditKind,
  schema: S,
  work: (ctx: Context, req: Request, input: z.infer<S>) => Promise<readonly string[]>,
): Form {
  return form({
    proof: true,
    schema,
    handle: async (req, res, input) => {
      await mayChange(req);
      const codes = await work({ ...req.ctx, now: new Date() }, req, input);
      await record(req, { kind, who: req.signedIn?.email ?? "", loginId: loginOf(req) });
      if (codes.length > 0) return showCodes(req, res, codes);
      setFlash(
        req,
        res,
        "notice",
        req.t(`sign-in.factor.${kind === "second-factor-off" ? "nowOff" : "nowOn"}`),
      );
      res.redirect(303, `${req.area.base}${path}`);
    },
    invalid: showFactor,
  });
}

/** @throws AppError 404 where administrators switched it off, 429 */
async function mayChange(req: Request): Promise<void> {
  if ((await factorRule(req.ctx, loginOf(req))) === "off") throw notFound();
  await countAttempt(changes, String(loginOf(req)));
}

function showCodes(req: Request, res: Response, codes: readonly string[]): void {
  const page = req.area.kind === "customer" ? customerRecovery : deskRecovery;
  const model = { codes, on: null, onUrl: `${req.area.base}${path}` };
  sendPage(req, res, page, model, { title: req.t("sign-in.factor.recoveryTitle") });
}

async function showFactor(req: Request, res: Response, state: FormState): Promise<void> {
  const loginId = loginOf(req);
  const { t, area } = req;
  const ctx = { ...req.ctx, now: new Date() };
  const rule = await factorRule(ctx, loginId);
  if (rule === "off") throw notFound();
  const on = await methodsOf(ctx, loginId);
  const secret = openSecret(loginId, [state.values.sealed ?? ""].flat()[0] ?? "") ?? newSecret();
  const csrf = csrfToken(req);
  const email = req.signedIn?.email ?? "";
  const enrolment = enrolmentModel(t, state, {
    action: `${area.base}${path}`,
    csrf,
    issuer: area.brand.name,
    email,
    secret,
    sealed: sealSecret(loginId, secret),
  });
  const model = factorModel(t, state, {
    base: area.base,
    csrf,
    on,
    allowed: await methodsAllowed(ctx, loginId),
    enrolment,
    hasPasskey: await hasPasskey(ctx.db, loginId),
    email,
    left: on.length > 0 ? await countRecoveryCodes(ctx.db, loginId) : 0,
    required: rule === "required",
    browsers: on.length > 0 ? await trustedBrowsers(ctx.db, loginId, ctx.now) : [],
  });
  sendPage(req, res, area.kind === "customer" ? customerFactor : deskFactor, model, {
    title: t("sign-in.factor.title"),
  });
}
