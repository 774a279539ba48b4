import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { type FieldErrors, notFound } from "../core/errors.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { countAttempt, type Limit } from "../core/http/limits.ts";
import { safePath, sendPage } from "../core/http/pages.ts";
import type { Prover } from "../core/http/proof.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { answerFields, assertPasskey, question, siteOf } from "../passkeys/index.ts";
import { requestCode } from "./codes.service.ts";
import { loginOf } from "./profile.routes.ts";
import { proofMinutes } from "./proof.settings.ts";
import { assertProof, waysToProve } from "./proofs.service.ts";
import { customerProof, deskProof, proofModel } from "./proof.view.ts";

/** Showing once more that it is oneself, before a change that matters. */
export const proofRoutes: readonly Routes[] = [routes("contact"), routes("agent"), routes("admin")];

const attempts: Limit = { name: "proofs", points: 20, seconds: 900 };
const path = "/profile/confirmation";

const proof = z.object({
  current: z.string().max(1000).default(""),
  code: z.string().max(30).default(""),
  challenge: answerFields.challenge.default(""),
  response: answerFields.response.default(""),
});

/** What core asks before it lets a form with `proof` through. */
export const prover: Prover = {
  isRecent: (req) =>
    Date.now() - (req.session.provenAt ?? req.session.signedInAt ?? 0) < proofMinutes.get() * 60_000,
  check,
  ask: (req, res, { action, held, errors }) =>
    show(req, res, action, [{ name: "_held", value: held }], errors),
};

for (const router of proofRoutes) {
  router.get(path, (req, res) => showAlone(req, res, {}));
  router.post(
    path,
    form({
      schema: z.object({ next: z.string().max(2000).default("") }).and(proof),
      handle: async (req, res, { next }) => {
        await check(req, req.body as Record<string, string>);
        res.redirect(303, safePath(next) ?? req.area.base + "/profile");
      },
      invalid: (req, res, { errors }) => showAlone(req, res, errors),
    }),
  );
  router.post(
    `${path}/questions`,
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        const site = await siteOf(req);
        if (!site) throw notFound("passkeys");
        const ctx = { ...req.ctx, now: new Date() };
        res.json(
          await question(ctx, { purpose: "proof", loginId: loginOf(req), browser: req.browser, site }),
        );
      },
    }),
  );
}

/** @throws InvalidInput, AppError 429 */
async function check(req: Request, values: Record<string, unknown>): Promise<void> {
  const loginId = loginOf(req);
  await countAttempt(attempts, String(loginId));
  const given = proof.parse(values);
  const ctx = { ...req.ctx, now: new Date() };
  const email = req.signedIn?.email ?? "";
  try {
    if (given.response === "") await assertProof(ctx, { loginId, email, browser: req.browser }, given);
    else {
      const site = await siteOf(req);
      if (!site) throw notFound("passkeys");
      await assertPasskey(ctx, { purpose: "proof", loginId, browser: req.browser, site }, given);
    }
  } catch (error) {
    await record(req, { kind: "proof-refused", who: email, loginId });
    throw error;
  }
  req.session.provenAt = Date.now();
}

async function showAlone(req: Request, res: Response, errors: FieldErrors): Promise<void> {
  const next = safePath(req.method === "GET" ? req.query.next : (req.body as { next?: unknown }).next) ?? "";
  await show(req, res, req.area.base + path, [{ name: "next", value: next }], errors);
}

async function show(
  req: Request,
  res: Response,
  action: string,
  hidden: readonly { name: string; value: string }[],
  errors: FieldErrors,
): Promise<void> {
  const { t, area } = req;
  const ctx = { ...req.ctx, now: new Date() };
  const site = await siteOf(req);
  const ways = await waysToProve(ctx, loginOf(req), site !== null);
  const email = req.signedIn?.email ?? "";
  if (ways.code === "mail" && Object.keys(errors).length === 0)
    await requestCode(ctx, { email, mobile: "" }, req.browser, area.customerPortalId, true);
  noStore(res);
  const model = proofModel(t, errors, {
    base: area.base,
    action,
    csrf: csrfToken(req),
    hidden,
    ways,
    email,
  });
  sendPage(req, res, area.kind === "customer" ? customerProof : deskProof, model, {
    title: t("sign-in.proof.title"),
  });
}
