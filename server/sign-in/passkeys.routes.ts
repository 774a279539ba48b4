import type { Request } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { safePath } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { type Answer, answerFields, assertPasskey, question, siteOf } from "../passkeys/index.ts";
import { finish } from "./finishing.routes.ts";
import { loginById, recordSignIn } from "./logins.repository.ts";
import { pendingSignIn } from "./pending.routes.ts";
import { enter, showSignIn } from "./sign-in.routes.ts";
import { showSecondStep, toLogin, trustHere } from "./second-step.routes.ts";

/** Signing in with a passkey alone, and with one after the password; at the common address and at each customer portal. */
export const passkeySignInRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const attempts: Limit = { name: "passkey-attempts", points: 300, seconds: 60 };

for (const router of passkeySignInRoutes) {
  router.post(
    "/login/passkey-questions",
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        await countAttempt(attempts, clientAddress(req));
        res.json(await question(now(req), await asked(req, null)));
      },
    }),
  );
  router.post(
    "/login/passkeys",
    form({
      schema: z.object({ ...answerFields, next: z.string().max(2000).default("") }),
      handle: async (req, res, { next, ...answer }) => {
        const loginId = await check(req, answer, null);
        const email = (await loginById(req.ctx.db, loginId))?.email ?? "";
        await recordSignIn(req.ctx.db, loginId, new Date());
        await enter(req, res, loginId, {
          email,
          next: safePath(next),
          how: "passkey",
          passed: "second-step",
        });
      },
      invalid: (req, res, { errors, values }) => showSignIn(req, res, { errors, values }),
    }),
  );

  router.post(
    "/login/second-step-questions",
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        const pending = pendingSignIn(req);
        if (!pending) throw notFound("sign-in");
        res.json(await question(now(req), await asked(req, pending.loginId)));
      },
    }),
  );
  router.post(
    "/login/second-step-passkeys",
    form({
      schema: z.object({ ...answerFields, trust: z.literal("true").optional() }),
      handle: async (req, res, { trust, ...answer }) => {
        const pending = pendingSignIn(req);
        if (!pending) return toLogin(req, res);
        await check(req, answer, pending.loginId);
        if (trust) await trustHere(req, pending.loginId);
        await finish(req, res, { ...pending, how: "passkey", passed: "second-step" });
      },
      invalid: (req, res, { errors }) => showSecondStep(req, res, { values: {}, errors }),
    }),
  );
}

const now = (req: Request) => ({ ...req.ctx, now: new Date() });

/** @throws InvalidInput where passkeys cannot work */
async function asked(req: Request, loginId: number | null) {
  const site = await siteOf(req);
  if (!site) throw new InvalidInput({ form: { key: "passkeys.notHere" } });
  const purpose = loginId === null ? ("sign-in" as const) : ("second-step" as const);
  return { purpose, loginId, browser: req.browser, site };
}

async function check(req: Request, answer: Answer, loginId: number | null): Promise<number> {
  await countAttempt(attempts, clientAddress(req));
  try {
    return await assertPasskey(now(req), await asked(req, loginId), answer);
  } catch (error) {
    await record(req, { kind: "passkey-refused", who: "", loginId });
    throw error;
  }
}
