import type { Request, Response } from "express";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, field, type FormState } from "../core/http/fields.ts";
import { assetUrl } from "../core/http/assets.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { accountById, accountChoices } from "./accounts.repository.ts";
import { contactById, contactsPage, pageSize } from "./contacts.repository.ts";
import { changeContact, createContact } from "./contacts.service.ts";
import { contactFields, contactRow, contactsView, editModel, editView } from "./contacts.view.ts";
import { assertMayEditContacts, assertMayViewContacts, mayEditContacts } from "./people.policy.ts";
import { contactForm } from "./people.schema.ts";

/** The people of client companies, at the desk of their portal. */
export const contactRoutes = routes("agent");

const text = (value: unknown) => (typeof value === "string" ? value.trim().slice(0, 100) : "");
const numberOf = (value: unknown) => (/^\d{1,10}$/.test(text(value)) ? Number(text(value)) : null);

contactRoutes.get("/contacts", async (req, res) => {
  const { ctx, t } = req;
  assertMayViewContacts(ctx.actor);
  const [q, accountId] = [text(req.query.q), numberOf(req.query.account)];
  const found = await contactsPage(ctx, { q, accountId, after: numberOf(req.query.after) });
  const shown = found.slice(0, pageSize);
  const base = `${req.area.base}/contacts`;
  const link = (after: number | null) =>
    `${base}?${new URLSearchParams({ ...(q ? { q } : {}), ...(accountId ? { account: String(accountId) } : {}), ...(after ? { after: String(after) } : {}) }).toString()}`;
  const more = found.length > pageSize;
  const model = {
    heading:
      accountId === null
        ? t("accounts.contacts")
        : t("accounts.contactsOf", { account: (await accountById(ctx, accountId)).name }),
    base,
    search: field(
      t,
      { values: { q }, errors: {} },
      { name: "q", label: t("accounts.searchContacts"), type: "search", required: true },
    ),
    newUrl: mayEditContacts(ctx.actor) ? `${base}/new` : null,
    rows: shown.map((contact) => contactRow(t, req.area.base, contact)),
    empty:
      shown.length > 0
        ? null
        : {
            title: t("accounts.noContacts"),
            text: t("accounts.noContactsText"),
            action: null,
            image: assetUrl("img/empty-search.svg"),
          },
    pagination:
      more || req.query.after
        ? {
            previous: req.query.after ? link(null) : null,
            next: more ? link(shown.at(-1)?.id ?? null) : null,
            label: t("accounts.contacts"),
          }
        : null,
  };
  sendPage(req, res, contactsView, model, { title: model.heading });
});

contactRoutes.get("/contacts/new", (req, res) => showEdit(req, res, emptyForm, null));
contactRoutes.get("/contacts/:id/edit", (req, res) => showEdit(req, res, emptyForm, idParam(req, "id")));

contactRoutes.post(
  "/contacts",
  form({
    schema: contactForm,
    handle: async (req, res, input) =>
      saved(req, res, await createContact(req.ctx, input), req.t("accounts.saved", { name: input.name })),
    invalid: (req, res, state) => showEdit(req, res, state, null),
  }),
);

contactRoutes.post(
  "/contacts/:id",
  form({
    schema: contactForm,
    handle: async (req, res, input) => {
      await changeContact(req.ctx, idParam(req, "id"), input);
      saved(req, res, idParam(req, "id"), req.t("accounts.saved", { name: input.name }));
    },
    invalid: (req, res, state) => showEdit(req, res, state, idParam(req, "id")),
  }),
);

function saved(req: Request, res: Response, id: number, words: string): void {
  setFlash(req, res, "notice", words);
  res.redirect(303, `${req.area.base}/contacts/${id}`);
}

async function showEdit(req: Request, res: Response, state: FormState, id: number | null): Promise<void> {
  const { ctx, t } = req;
  assertMayEditContacts(ctx.actor);
  const contact = id === null ? null : await contactById(ctx, id);
  const base = `${req.area.base}/contacts`;
  const model = editModel(t, state, {
    heading: contact ? contact.name : t("accounts.newContact"),
    action: contact ? `${base}/${contact.id}` : base,
    csrf: csrfToken(req),
    text: contact && contact.loginId !== null ? t("accounts.emailFixed", { email: contact.email }) : null,
    fields: contactFields(t, state, contact, await accountChoices(ctx), numberOf(req.query.account)),
    backUrl: contact ? `${base}/${contact.id}` : base,
  });
  sendPage(req, res, editView, model, { title: model.heading });
}
