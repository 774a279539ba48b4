import type { Request, Response } from "express";
import { z } from "zod";
import { notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { loginOf, recordOwn } from "./profile.routes.ts";
import {
  customerFactor,
  customerRecovery,
  deskFactor,
  deskRecovery,
  enrolmentModel,
  factorModel,
} from "./second-factor.view.ts";
import { countRecoveryCodes, hasSecondFactor } from "./second-factors.repository.ts";
import {
  assertPassword,
  enrol,
  factorRule,
  newRecoveryCodes,
  openSecret,
  sealSecret,
  turnOff,
} from "./second-factors.service.ts";
import { newSecret } from "./totp.ts";
import { distrustBrowser, trustedBrowsers } from "./trusted-browsers.repository.ts";

/** The second factor under one's own profile. */
export const secondFactorRoutes: readonly Routes[] = [routes("contact"), routes("agent"), routes("admin")];

const changes: Limit = { name: "second-factor-changes", points: 20, seconds: 900 };
const path = "/profile/second-factor";
const current = z.object({ current: z.string().min(1).max(1000) });

for (const router of secondFactorRoutes) {
  router.get(path, (req, res) => showFactor(req, res, emptyForm));
  router.post(
    path,
    form({
      schema: z.object({ code: z.string().trim().min(1).max(30), sealed: z.string().max(200) }),
      handle: async (req, res, { code, sealed }) => {
        await mayChange(req);
        const codes = await enrol({ ...req.ctx, now: new Date() }, loginOf(req), sealed, code);
        await recordOwn(req, "second-factor-on");
        showCodes(req, res, codes);
      },
      invalid: showFactor,
    }),
  );
  router.post(
    `${path}/recovery-codes`,
    form({
      schema: current,
      handle: async (req, res, input) => {
        await mayChange(req);
        await assertPassword(req.ctx, loginOf(req), input.current);
        if (!(await hasSecondFactor(req.ctx.db, loginOf(req)))) throw notFound();
        const codes = await newRecoveryCodes(req.ctx, loginOf(req));
        await recordOwn(req, "recovery-codes-made");
        showCodes(req, res, codes);
      },
      invalid: showFactor,
    }),
  );
  router.post(
    `${path}/removal`,
    form({
      schema: current,
      handle: async (req, res, input) => {
        await mayChange(req);
        await turnOff(req.ctx, loginOf(req), input.current);
        await recordOwn(req, "second-factor-off");
        setFlash(req, res, "notice", req.t("sign-in.factor.nowOff"));
        res.redirect(303, `${req.area.base}/profile`);
      },
      invalid: showFactor,
    }),
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
  const { db } = req.ctx;
  const rule = await factorRule(req.ctx, loginId);
  if (rule === "off") throw notFound();
  const on = await hasSecondFactor(db, loginId);
  const secret = openSecret(loginId, [state.values.sealed ?? ""].flat()[0] ?? "") ?? newSecret();
  const csrf = csrfToken(req);
  const enrolment = on
    ? null
    : enrolmentModel(req.t, state, {
        action: `${req.area.base}${path}`,
        csrf,
        issuer: req.area.brand.name,
        email: req.signedIn?.email ?? "",
        secret,
        sealed: sealSecret(loginId, secret),
      });
  const model = factorModel(req.t, state, {
    base: req.area.base,
    csrf,
    enrolment,
    left: on ? await countRecoveryCodes(db, loginId) : 0,
    required: rule === "required",
    browsers: on ? await trustedBrowsers(db, loginId, new Date()) : [],
  });
  sendPage(req, res, req.area.kind === "customer" ? customerFactor : deskFactor, model, {
    title: req.t("sign-in.factor.title"),
  });
}
