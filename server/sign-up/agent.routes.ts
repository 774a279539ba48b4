import type { Request, Response } from "express";
import { accountByDomain, accountChoices, assertMayEditContacts, contactByEmail } from "../accounts/index.ts";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, field, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { waitingSignUps } from "./sign-ups.repository.ts";
import { approvalForm, refusalForm } from "./sign-ups.schema.ts";
import { approveSignUp, declineSignUp } from "./sign-ups.service.ts";
import { waitingPage } from "./sign-ups.view.ts";
import { waitingChanged } from "./waiting.repository.ts";

/** At the desk: who confirmed an address and waits to be let in. */
export const agentSignUpRoutes = routes("agent");

agentSignUpRoutes.get("/sign-ups", (req, res) => showWaiting(req, res, emptyForm));

agentSignUpRoutes.post(
  "/sign-ups/:id/approval",
  form({
    schema: approvalForm,
    handle: async (req, res, { account }) => {
      const { email } = await approveSignUp(req.ctx, idParam(req, "id"), account);
      waitingChanged();
      await record(req, { kind: "sign-up-approved", who: email, loginId: null });
      done(req, res, req.t("sign-up.approved", { email }));
    },
    invalid: showWaiting,
  }),
);

agentSignUpRoutes.post(
  "/sign-ups/:id/refusal",
  form({
    schema: refusalForm,
    handle: async (req, res, { reason }) => {
      const { email } = await declineSignUp(req.ctx, idParam(req, "id"), reason);
      waitingChanged();
      await record(req, { kind: "sign-up-declined", who: email, loginId: null });
      done(req, res, req.t("sign-up.declined", { email }));
    },
    invalid: showWaiting,
  }),
);

function done(req: Request, res: Response, words: string): void {
  setFlash(req, res, "notice", words);
  res.redirect(303, `${req.area.base}/sign-ups`);
}

async function showWaiting(req: Request, res: Response, { errors }: FormState): Promise<void> {
  const { ctx, t } = req;
  assertMayEditContacts(ctx.actor);
  const accounts = await accountChoices(ctx);
  const options = [
    { value: "", label: t("accounts.noAccount") },
    ...accounts.map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  const people = (await waitingSignUps(ctx)).map(async (signUp) => {
    const own = { values: {}, errors: {} };
    const known = await contactByEmail(ctx, signUp.email);
    const account = known?.accountId ?? (await accountByDomain(ctx, signUp.email));
    const named = (name: string, made: ReturnType<typeof field>) => ({ ...made, id: `${name}-${signUp.id}` });
    return {
      name: signUp.name,
      email: signUp.email,
      since: signUp.confirmedAt ?? new Date(0),
      known: known ? t("sign-up.known", { name: known.name }) : null,
      account: named(
        "account",
        field(t, own, {
          name: "account",
          label: t("accounts.account"),
          type: "select",
          required: true,
          value: String(account ?? ""),
          options,
        }),
      ),
      reason: named(
        "reason",
        field(t, own, {
          name: "reason",
          label: t("sign-up.reason"),
          type: "textarea",
          rows: 2,
          maxlength: 1000,
          help: t("sign-up.reasonHelp"),
        }),
      ),
      approveUrl: `${req.area.base}/sign-ups/${signUp.id}/approval`,
      declineUrl: `${req.area.base}/sign-ups/${signUp.id}/refusal`,
    };
  });
  const model = {
    csrf: csrfToken(req),
    errors: errorSummary(t, { values: {}, errors }),
    people: await Promise.all(people),
    empty: { title: t("sign-up.none"), text: t("sign-up.noneText"), action: null, image: null },
  };
  sendPage(req, res, waitingPage, model, { title: t("sign-up.title") });
}
