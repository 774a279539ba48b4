import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { AppError } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { frontOfArea } from "../portals/index.ts";
import { cardPage, enter, messagePage, newPasswordField, supportHere } from "../sign-in/index.ts";
import { type Confirmed, confirmable, confirmSignUp } from "./sign-ups.service.ts";
import { waitingChanged } from "./waiting.repository.ts";

/** Behind the mailed link: the owner of the address confirms, and chooses a password where they are let in at once. */
export const confirmationRoutes = routes("guest");

confirmationRoutes.get("/signup/confirmation", (req, res) => showConfirmation(req, res, emptyForm));

confirmationRoutes.post(
  "/signup/confirmation",
  form({
    schema: z.object({ token: z.string().max(100), password: z.string().min(1).max(1000).optional() }),
    handle: async (req, res, { token, password }) => {
      const front = await frontOfArea(req.area);
      if (!front) return showClosed(req, res);
      const ctx = { ...req.ctx, now: new Date() };
      let confirmed: Confirmed;
      try {
        confirmed = await confirmSignUp(ctx, front, token, password ?? null);
      } catch (error) {
        if (error instanceof AppError && error.code === "gone") return showClosed(req, res);
        throw error;
      }
      const { email } = confirmed;
      const loginId = confirmed.kind === "in" ? confirmed.loginId : null;
      await record(req, { kind: "sign-up-confirmed", who: email, loginId });
      if (confirmed.kind === "waiting") {
        waitingChanged();
        res.redirect(303, `${req.area.base}/signup/waiting`);
      } else if (loginId === null) {
        setFlash(req, res, "notice", req.t("sign-up.joined"));
        res.redirect(303, `${req.area.base}/login`);
      } else {
        setFlash(req, res, "notice", req.t("sign-in.invitation.done"));
        await enter(req, res, loginId, { email, next: null, how: "password" });
      }
    },
    invalid: showConfirmation,
  }),
);

/** Looking at it uses nothing up: mail scanners open links, too. */
async function showConfirmation(req: Request, res: Response, state: FormState): Promise<void> {
  const asked = req.method === "GET" ? req.query.token : state.values.token;
  const token = typeof asked === "string" ? asked.slice(0, 100) : "";
  const front = await frontOfArea(req.area);
  const found = front && (await confirmable({ ...req.ctx, now: new Date() }, front, token));
  if (!found) return showClosed(req, res);
  const { t, area } = req;
  const { signUp, needsPassword } = found;
  const heading = t("sign-up.confirm.heading", { portal: area.brand.name });
  const model = {
    heading,
    text: t(needsPassword ? "sign-up.confirm.textPassword" : "sign-up.confirm.text", { email: signUp.email }),
    action: `${area.base}/signup/confirmation`,
    csrf: csrfToken(req),
    token,
    username: needsPassword ? signUp.email : null,
    errors: errorSummary(t, state),
    fields: needsPassword ? [newPasswordField(t, state)] : [],
    button: t(needsPassword ? "sign-in.invitation.button" : "sign-up.confirm.button"),
    back: { label: t("sign-in.backToSignIn"), url: `${area.base}/login` },
    support: await supportHere(req),
  };
  noStore(res);
  sendPage(req, res, cardPage, model, { title: heading, pageClass: "sign-in" });
}

async function showClosed(req: Request, res: Response): Promise<void> {
  const { t, area } = req;
  const heading = t("sign-up.expired.heading");
  const link = { label: t("sign-up.askAgain"), url: `${area.base}/signup` };
  res.status(410);
  noStore(res);
  const model = { heading, text: t("sign-up.expired.text"), link, support: await supportHere(req) };
  sendPage(req, res, messagePage, model, { title: heading, pageClass: "sign-in" });
}
