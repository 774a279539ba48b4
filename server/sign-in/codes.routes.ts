import type { Request, Response } from "express";
import { record } from "../audit/index.ts";
import { notFound } from "../core/errors.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { safePath, sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { askedForm, typedForm } from "./codes.schema.ts";
import { codeWay, requestCode, useCode } from "./codes.service.ts";
import { codeChannels, codeMinutes, codesAllowed } from "./codes.settings.ts";
import { askCodeModel, enterCodeModel, enterCodePage, noCodesModel } from "./codes.view.ts";
import { loginById } from "./logins.repository.ts";
import { noSoonerThan } from "./passwords.ts";
import { cardPage, messagePage } from "./passwords.view.ts";
import { enter } from "./sign-in.routes.ts";
import { supportHere } from "./support.routes.ts";

/** Signing in by a code instead of the password, at the common address and at each customer portal. */
export const codeRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

const requests: Limit = { name: "sign-in-codes", points: 60, seconds: 3600 };
const attempts: Limit = { name: "sign-in-code-attempts", points: 60, seconds: 900 };
const answerMs = 150;
for (const router of codeRoutes) {
  router.get("/login/code", (req, res) => showAsk(req, res, emptyForm));
  router.post(
    "/login/codes",
    form({
      schema: askedForm,
      handle: async (req, res, { email: known, next: to }) => {
        assertAllowed();
        await countAttempt(requests, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        if (!(await codeWay(ctx))) return showAsk(req, res, emptyForm);
        await noSoonerThan(answerMs, requestCode(ctx, known, req.browser, req.area.customerPortalId));
        // Not a redirect: the address belongs neither into a URL nor into another cookie, and asking again is harmless.
        await showEnter(req, res, { values: { email: known.email || known.mobile, next: to }, errors: {} });
      },
      invalid: showAsk,
    }),
  );
  router.post(
    "/login/code-sessions",
    form({
      schema: typedForm,
      handle: async (req, res, { email: known, code, next: to }) => {
        assertAllowed();
        await countAttempt(attempts, clientAddress(req));
        const ctx = { ...req.ctx, now: new Date() };
        const loginId = await useCode(ctx, known, code, req.browser).catch(async (error: unknown) => {
          const who = known.email || known.mobile;
          await record(req, { kind: "code-refused", who, loginId: null, reason: "wrong-code" });
          throw error;
        });
        const email = (await loginById(ctx.db, loginId))?.email ?? known.email;
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
  const given = { base: req.area.base, csrf: csrfToken(req), next: to, support };
  const way = await codeWay({ ...req.ctx, now: new Date() });
  noStore(res);
  if (!way) {
    const model = noCodesModel(req.t, given);
    sendPage(req, res.status(503), messagePage, model, { title: model.heading, pageClass: "sign-in" });
    return;
  }
  const model = askCodeModel(req.t, state, { ...given, way });
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
    way: (await codeWay({ ...req.ctx, now: new Date() })) ?? codeChannels.get(),
    minutes: codeMinutes.get(),
  });
  noStore(res);
  sendPage(req, res, enterCodePage, model, { title: model.heading, pageClass: "sign-in" });
}
