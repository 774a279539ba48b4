import type { Request, Response } from "express";
import { notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, field, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { type Front, frontById, portalsChanged, signUpModes } from "../portals/index.ts";
import { frontsWithRules, storeRule } from "./sign-ups.repository.ts";
import { ruleForm } from "./sign-ups.schema.ts";
import { rulePage, rulesPage } from "./sign-ups.view.ts";
import { waitingChanged } from "./waiting.repository.ts";

/** Administration → Sign-up: who may ask for access by themselves, per customer portal. */
export const ruleRoutes = routes("admin");

const base = "/users/sign-up";

ruleRoutes.get(base, async (req, res) => {
  const fronts = (await frontsWithRules(req.ctx.db)).map(({ id, name, signUp }) => ({
    name,
    url: `/admin${base}/${id}`,
    mode: req.t(`sign-up.mode.${signUp.mode}`),
    domains: signUp.mode === "off" ? "" : signUp.allowed.join(", "),
  }));
  sendPage(req, res, rulesPage, { fronts }, { title: req.t("sign-up.rules.title") });
});

ruleRoutes.get(`${base}/:id`, (req, res) => showRule(req, res, emptyForm));

ruleRoutes.post(
  `${base}/:id`,
  form({
    schema: ruleForm,
    handle: async (req, res, rule) => {
      const front = await frontOf(req);
      await storeRule(req.ctx.db, front.id, rule, new Date());
      portalsChanged();
      waitingChanged();
      setFlash(req, res, "notice", req.t("sign-up.rules.saved", { name: front.name }));
      res.redirect(303, `/admin${base}`);
    },
    invalid: showRule,
  }),
);

async function frontOf(req: Request): Promise<Front> {
  const front = await frontById(req.ctx.db, idParam(req, "id"));
  if (!front) throw notFound("customer portal");
  return front;
}

async function showRule(req: Request, res: Response, state: FormState): Promise<void> {
  const { t } = req;
  const { id, name, signUp, look } = await frontOf(req);
  const domains = (key: "allowed" | "denied") =>
    field(t, state, {
      name: key,
      label: t(`sign-up.rules.${key}`),
      type: "textarea",
      rows: 3,
      help: t(`sign-up.rules.${key}Help`),
      value: signUp[key].join("\n"),
    });
  const model = {
    heading: t("sign-up.rules.of", { name }),
    action: `/admin${base}/${id}`,
    csrf: csrfToken(req),
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "mode",
        label: t("sign-up.rules.mode"),
        type: "radio",
        required: true,
        value: signUp.mode,
        options: signUpModes.map((value) => ({ value, label: t(`sign-up.mode.${value}`) })),
      }),
      domains("allowed"),
      domains("denied"),
    ],
    consent: t(look.consentText ? "sign-up.rules.consent" : "sign-up.rules.noConsent"),
  };
  sendPage(req, res, rulePage, model, { title: model.heading });
}
