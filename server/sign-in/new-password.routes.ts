import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { finish } from "./finishing.routes.ts";
import { replacePassword } from "./passwords.service.ts";
import { cardPage, mustChangeModel } from "./passwords.view.ts";
import { pendingSignIn } from "./pending.routes.ts";
import { supportHere } from "./support.routes.ts";

/** A temporary password, or one that is too old, is changed before anything else is done with it. */
export const newPasswordRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

for (const router of newPasswordRoutes) {
  router.get("/login/new-password", (req, res) => showNewPassword(req, res, emptyForm));
  router.post(
    "/login/new-passwords",
    form({
      schema: z.object({ password: z.string().min(1).max(1000) }),
      handle: async (req, res, { password }) => {
        const pending = pendingSignIn(req);
        if (pending?.passed !== "second-step") {
          res.redirect(303, `${req.area.base}/login`);
          return;
        }
        await replacePassword({ ...req.ctx, now: new Date() }, pending.loginId, password);
        sessionsRevoked();
        await record(req, { kind: "password-changed", who: pending.email, loginId: pending.loginId });
        await finish(req, res, { ...pending, passed: "everything" });
      },
      invalid: showNewPassword,
    }),
  );
}

async function showNewPassword(req: Request, res: Response, state: FormState): Promise<void> {
  const pending = pendingSignIn(req);
  if (pending?.passed !== "second-step") {
    res.redirect(303, `${req.area.base}/login`);
    return;
  }
  const model = mustChangeModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    support: await supportHere(req),
    email: pending.email,
  });
  noStore(res);
  sendPage(req, res, cardPage, model, { title: model.heading, pageClass: "sign-in" });
}
