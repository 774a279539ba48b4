import type { Request, Response } from "express";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { acceptInvitation, invitationLink } from "./invitations.service.ts";
import { passwordChoice, say } from "./passwords.routes.ts";
import { cardPage, choosePasswordModel } from "./passwords.view.ts";
import { enter } from "./sign-in.routes.ts";
import { supportHere } from "./support.routes.ts";

/** The link of an invitation, at the common address (agents) and at each customer portal (contacts). */
export const invitationRoutes: readonly Routes[] = [routes("anyone"), routes("guest")];

for (const router of invitationRoutes) {
  router.get("/invitation", (req, res) => showInvitation(req, res, emptyForm));
  router.post(
    "/invitation",
    form({
      schema: passwordChoice,
      handle: async (req, res, { token, password }) => {
        const ctx = { ...req.ctx, now: new Date() };
        const { loginId, email } = await acceptInvitation(ctx, token, password);
        await record(req, { kind: "invitation-accepted", who: email, loginId });
        setFlash(req, res, "notice", req.t("sign-in.invitation.done"));
        await enter(req, res, loginId, { email, next: null, how: "password" });
      },
      invalid: showInvitation,
    }),
  );
}

/** Looking at it uses nothing up: mail scanners open links, too. */
async function showInvitation(req: Request, res: Response, state: FormState): Promise<void> {
  const asked = req.method === "GET" ? req.query.token : state.values.token;
  const token = typeof asked === "string" ? asked.slice(0, 100) : "";
  const found = await invitationLink({ ...req.ctx, now: new Date() }, token);
  const { base } = req.area;
  noStore(res);
  if (!found.open) {
    res.status(410);
    const link = { label: req.t("sign-in.backToSignIn"), url: `${base}/login` };
    await say(req, res, `sign-in.invitation.${found.why}`, link);
    return;
  }
  const given = {
    base,
    csrf: csrfToken(req),
    support: await supportHere(req),
    kind: "invitation" as const,
    token,
    email: found.link.email,
    portal: req.area.brand.name,
  };
  const model = choosePasswordModel(req.t, state, given);
  sendPage(req, res, cardPage, model, { title: model.heading, pageClass: "sign-in" });
}
