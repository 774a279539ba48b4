import type { Request, Response } from "express";
import { idsTyped, receiveAttachment, unsentAttachments, uploadsField } from "../attachments/index.ts";
import { forbidden, InvalidInput } from "../core/errors.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendFragment, sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { onlyOnce } from "../core/once.ts";
import { draftOf, draftOwner, dropDraft } from "../drafts/index.ts";
import { categoriesOf } from "./categories.repository.ts";
import { newRequestQuery, onBehalfForm, suggestionQuery } from "./on-behalf.schema.ts";
import { contactsLike, raiseOnBehalf } from "./on-behalf.service.ts";
import { newRequestModel, newRequestView, suggestionsView } from "./on-behalf.view.ts";
import { contactOf } from "./people.repository.ts";
import { mayAddContact, mayRaiseForOthers } from "./tickets.policy.ts";

/** A request that came by phone or at the door, written down by an agent. Before the routes of one request: "new" is no number. */
export const onBehalfRoutes = routes("agent");

async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
  const { ctx, area, t } = req;
  if (!mayRaiseForOthers(ctx.actor)) throw forbidden();
  const owner = draftOwner(req);
  const [categories, files] = await Promise.all([
    categoriesOf(ctx),
    unsentAttachments(ctx, owner, idsTyped(state.values)),
  ]);
  const model = newRequestModel({
    ...{ t, state, categories, base: area.base, csrf: csrfToken(req), once: newOnceKey() },
    mayAddContact: mayAddContact(ctx.actor),
    uploads: uploadsField(req, files, { errors: state.errors }),
    draftKey: `draft:${ctx.portalId}:new-request:${owner}`,
  });
  sendPage(req, res, newRequestView, model, { title: t("desk.newRequest") });
}

onBehalfRoutes.get("/requests/new", async (req, res) => {
  const { contact } = newRequestQuery.parse({ contact: null, ...req.query });
  const draft = await draftOf(req.ctx, draftOwner(req), "new-request");
  const known = contact === null ? null : await contactOf(req.ctx, contact);
  const values = { ...draft, ...(known ? { email: known.email, name: known.name } : {}) };
  await showForm(
    req,
    res,
    Object.keys(values).length === 0 ? emptyForm : { values: { priority: "medium", ...values }, errors: {} },
  );
});

onBehalfRoutes.get("/requests/contacts", async (req, res) => {
  const { q } = suggestionQuery.parse({ q: "", ...req.query });
  const found = await contactsLike(req.ctx, q);
  const contacts = found.map(({ id, name, email }) => ({
    name,
    email,
    url: `${req.area.base}/requests/new?contact=${id}`,
  }));
  sendFragment(req, res, suggestionsView, { contacts });
});

onBehalfRoutes.post(
  "/requests",
  form({
    schema: onBehalfForm,
    receive: receiveAttachment,
    handle: async (req, res, input, once) => {
      const { email, name, subject, categoryId, priority, attachmentIds } = input;
      const owner = draftOwner(req);
      const bodyHtml = bodyOf({ body: input.body, format: input.bodyFormat });
      if (isBlankHtml(bodyHtml)) throw new InvalidInput({ body: { key: "shared.required" } });
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        const request = { subject, bodyHtml, categoryId, priority, attachmentIds, owner };
        const { number } = await raiseOnBehalf(tx, { email, name }, request);
        await dropDraft(tx, owner, "new-request");
        return `${req.area.base}/requests/${number}`;
      });
      setFlash(req, res, "notice", req.t("desk.new.created", { email }));
      res.redirect(303, location);
    },
    invalid: showForm,
  }),
);
