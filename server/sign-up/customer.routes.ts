import type { Request, Response } from "express";
import { record } from "../audit/index.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, field, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { type Front, frontOfArea } from "../portals/index.ts";
import { messagePage, supportHere } from "../sign-in/index.ts";
import { signUpForm } from "./sign-ups.schema.ts";
import { askSignUp } from "./sign-ups.service.ts";
import { signUpPage } from "./sign-ups.view.ts";

/** Asking for access at a customer portal. */
export const customerSignUpRoutes = routes("guest");

/** Each writes a row and may send a mail. */
const asked: Limit = { name: "sign-ups", points: 20, seconds: 3600 };

customerSignUpRoutes.get("/signup", (req, res) => showSignUp(req, res, emptyForm));

customerSignUpRoutes.post(
  "/signup",
  form({
    schema: signUpForm,
    handle: async (req, res, input) => {
      const front = await frontThatTakes(req);
      if (!front) return showClosed(req, res);
      await countAttempt(asked, clientAddress(req));
      await askSignUp({ ...req.ctx, now: new Date() }, front, input);
      await record(req, { kind: "sign-up-asked", who: input.email, loginId: null });
      res.redirect(303, `${req.area.base}/signup/sent`);
    },
    invalid: showSignUp,
  }),
);

customerSignUpRoutes.get("/signup/sent", (req, res) => say(req, res, "sent"));
customerSignUpRoutes.get("/signup/waiting", (req, res) => say(req, res, "waiting"));

/** The customer portal at hand, when people may sign up there. */
async function frontThatTakes(req: Request): Promise<Front | null> {
  const front = await frontOfArea(req.area);
  return front && front.signUp.mode !== "off" ? front : null;
}

async function showSignUp(req: Request, res: Response, state: FormState): Promise<void> {
  const front = await frontThatTakes(req);
  if (!front) return showClosed(req, res);
  const { t, area } = req;
  if (req.ctx.actor.kind === "contact") {
    res.redirect(303, area.brand.homeUrl);
    return;
  }
  const model = {
    text: t(`sign-up.text.${front.signUp.mode}`, { portal: front.name }),
    action: `${area.base}/signup`,
    csrf: csrfToken(req),
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "name",
        label: t("sign-up.name"),
        required: true,
        autocomplete: "name",
        maxlength: 120,
      }),
      field(t, state, {
        name: "email",
        label: t("sign-in.email"),
        type: "email",
        required: true,
        autocomplete: "email",
        ...(front.signUp.allowed.length > 0
          ? { help: t("sign-up.domains", { domains: front.signUp.allowed.join(", ") }) }
          : {}),
      }),
    ],
    consent: front.look.consentText
      ? field(t, state, {
          name: "consent",
          label: front.look.consentText,
          type: "checkbox",
          required: true,
        })
      : null,
    loginUrl: `${area.base}/login`,
    support: await supportHere(req),
  };
  noStore(res);
  sendPage(req, res, signUpPage, model, { title: t("sign-up.heading"), pageClass: "sign-in" });
}

async function showClosed(req: Request, res: Response): Promise<void> {
  res.status(404);
  await say(req, res, "closed");
}

async function say(req: Request, res: Response, what: "sent" | "waiting" | "closed"): Promise<void> {
  const heading = req.t(`sign-up.${what}.heading`);
  const link = { label: req.t("sign-in.backToSignIn"), url: `${req.area.base}/login` };
  const model = { heading, text: req.t(`sign-up.${what}.text`), link, support: await supportHere(req) };
  sendPage(req, res, messagePage, model, { title: heading, pageClass: "sign-in" });
}
