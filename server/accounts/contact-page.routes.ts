import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { contactById } from "./contacts.repository.ts";
import { disableContact } from "./contacts.service.ts";
import { contactStatus, contactView } from "./contacts.view.ts";
import { invitationOfContact } from "./invitation-rows.repository.ts";
import { inviteContact, revokeInvitationOf } from "./invitations.service.ts";
import { invitationLine } from "./invitations.view.ts";
import { holdersHere } from "./mobiles.repository.ts";
import { assertMayViewContacts, mayEditContacts } from "./people.policy.ts";

/** One contact at the desk: what is known of them, and their way in. */
export const contactPageRoutes = routes("agent");

contactPageRoutes.get("/contacts/:id", (req, res) => showContact(req, res, emptyForm));

const nothing = z.object({});

contactPageRoutes.post(
  "/contacts/:id/invitations",
  form({
    schema: nothing,
    handle: async (req, res) => {
      const { id, email, loginId } = await inviteContact(req.ctx, idParam(req, "id"));
      await record(req, { kind: "invitation-sent", who: email, loginId });
      saved(req, res, id, req.t("accounts.invited", { email }));
    },
    invalid: showContact,
  }),
);

contactPageRoutes.post(
  "/contacts/:id/invitation-revocations",
  form({
    schema: nothing,
    handle: async (req, res) => {
      const id = idParam(req, "id");
      const revoked = await revokeInvitationOf(req.ctx, id);
      sessionsRevoked();
      for (const { email } of revoked)
        await record(req, { kind: "invitation-revoked", who: email, loginId: null });
      saved(req, res, id, req.t("accounts.invitations.revoked", { count: revoked.length }));
    },
  }),
);

for (const [path, disabled] of [
  ["suspension", true],
  ["suspension-end", false],
] as const)
  contactPageRoutes.post(
    `/contacts/:id/${path}`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        await disableContact(req.ctx, idParam(req, "id"), disabled);
        saved(req, res, idParam(req, "id"), req.t(disabled ? "accounts.disabled" : "accounts.enabled"));
      },
    }),
  );

function saved(req: Request, res: Response, id: number, words: string): void {
  setFlash(req, res, "notice", words);
  res.redirect(303, `${req.area.base}/contacts/${id}`);
}

async function showContact(req: Request, res: Response, state: FormState): Promise<void> {
  const { ctx, t } = req;
  assertMayViewContacts(ctx.actor);
  const contact = await contactById(ctx, idParam(req, "id"));
  const base = `${req.area.base}/contacts/${contact.id}`;
  const edit = mayEditContacts(ctx.actor);
  const invitation = await invitationOfContact(ctx, contact.id);
  const line = invitation && invitationLine(t, invitation, new Date());
  const model = {
    name: contact.name,
    email: contact.email,
    phone: contact.phone,
    mobile: contact.mobile,
    mobileShared: contact.mobile !== null && (await holdersHere(ctx, contact.mobile)) > 1,
    account:
      contact.accountId === null
        ? null
        : { name: contact.accountName ?? "", url: `${req.area.base}/accounts/${contact.accountId}` },
    status: contactStatus(t, contact),
    seesAccount: contact.seesAccount,
    requestsUrl: `${req.area.base}/requests?view=all&contact=${contact.id}`,
    editUrl: edit ? `${base}/edit` : null,
    base,
    csrf: csrfToken(req),
    errors: errorSummary(t, state),
    invitation: line,
    invite:
      edit && !contact.disabledAt && (contact.loginId === null || line?.revocable)
        ? t(contact.invitedAt ? "accounts.inviteAgain" : "accounts.invite")
        : null,
    reset: !contact.disabledAt && contact.loginId !== null && !line?.revocable,
    disabled: contact.disabledAt !== null,
  };
  sendPage(req, res, contactView, model, { title: contact.name });
}
