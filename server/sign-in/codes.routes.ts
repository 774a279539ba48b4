import type { Request, Response } from "express";
import { z } from "zod";
import { emailAddress } from "../accounts/index.ts";
import { record } from "../audit/index.ts";
import { notFound } from "../core/errors.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { safePath, sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { requestCode, useCode } from "./codes.service.ts";
import { codeMinutes, codesAllowed } from "./codes.settings.ts";
import { askCodeModel, enterCodeModel, enterCodePage } from "./codes.view.ts";
import { noSoonerThan } from "./passwords.ts";
import { cardPage } from "./passwords.view.ts";
import { enter } from "./sign-in.routes.ts";
import { supportHere } from "./support.routes.ts";

/** Signing in by a code instead of the password, at the common address and at each customer portal. */
export const codeRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const requests: Limit = { name: "sign-in-codes", points: 60, seconds: 3600 };
const attempts: Limit = { name: "sign-in-code-attempts", points: 60, seconds: 900 };
const answerMs = 150;
const next = z.string().max(2000).default("");
const asked = z.object({ email: emailAddress, next });
const typed = z.object({
  email: emailAddress,
  // People copy it with spaces, as the mail's reader shows it.
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().min(1).max(20)),
  next,
});

for (const router of codeRoutes) {
  router.get("/login/code", (req, res) => showAsk(req, res, emptyForm));
  router.post(
    "/login/codes",
    form({
      schema: asked,
      handle: async (req, res, { email, next: to }) => {
        assertAllowed();
        await countAttempt(requests, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        await noSoonerThan(answerMs, requestCode(ctx, email, req.browser, req.area.customerPortalId));
        // Not a redirect: the address belongs neither into a URL nor into another cookie, and asking again is harmless.
        await showEnter(req, res, { values: { email, next: to }, errors: {} });
      },
      invalid: showAsk,
    }),
  );
  router.post(
    "/login/code-sessions",
    form({
      schema: typed,
      handle: async (req, res, { email, code, next: to }) => {
        assertAllowed();
        await countAttempt(attempts, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        const loginId = await useCode(ctx, email, code, req.browser).catch(async (error: unknown) => {
          await record(req, { kind: "code-refused", who: email, loginId: null, reason: "wrong-code" });
          throw error;
        });
        await enter(req, res, loginId, { email, next: safePath(to), how: "code" });
      },
      invalid: showEnter,
    }),
  );
}

function assertAllowed(): void {
  if (!codesAllowed.get()) throw notFound();
}

async function showAsk(req: Request, res: Response, state: FormState): Promise<void> {
  assertAllowed();
  const support = await supportHere(req);
  const to = safePath(req.method === "GET" ? req.query.next : state.values.next) ?? "";
  const model = askCodeModel(req.t, state, { base: req.area.base, csrf: csrfToken(req), next: to, support });
  noStore(res);
  sendPage(req, res, cardPage, model, { title: model.heading, pageClass: "sign-in" });
}

async function showEnter(req: Request, res: Response, state: FormState): Promise<void> {
  const support = await supportHere(req);
  const text = (name: string) => [state.values[name] ?? ""].flat()[0] ?? "";
  const model = enterCodeModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    next: safePath(text("next")) ?? "",
    support,
    email: text("email"),
    minutes: codeMinutes.get(),
  });
  noStore(res);
  sendPage(req, res, enterCodePage, model, { title: model.heading, pageClass: "sign-in" });
}
