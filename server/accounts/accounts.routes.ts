import type { Request, Response } from "express";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, field, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { accountById, domainsOf, accountsPage } from "./accounts.repository.ts";
import { contactsPage, pageSize } from "./contacts.repository.ts";
import { changeAccount, createAccount } from "./contacts.service.ts";
import { accountsView, accountView, contactRow, editModel, editView } from "./contacts.view.ts";
import { assertMayEditContacts, assertMayViewContacts, mayEditContacts } from "./people.policy.ts";
import { accountForm } from "./people.schema.ts";

/** Client companies, at the desk of their portal. */
export const accountRoutes = routes("agent");

accountRoutes.get("/accounts", async (req, res) => {
  const { ctx, t } = req;
  assertMayViewContacts(ctx.actor);
  const q = typeof req.query.q === "string" ? req.query.q.trim().slice(0, 100) : "";
  const after = Number(req.query.after) || null;
  const found = await accountsPage(ctx, { q, after });
  const shown = found.slice(0, pageSize);
  const base = `${req.area.base}/accounts`;
  const more = found.length > pageSize;
  const link = (id: number | null) =>
    `${base}?${new URLSearchParams({ ...(q ? { q } : {}), ...(id ? { after: String(id) } : {}) }).toString()}`;
  const model = {
    heading: t("accounts.accounts"),
    base,
    search: field(
      t,
      { values: { q }, errors: {} },
      { name: "q", label: t("accounts.searchAccounts"), type: "search", required: true },
    ),
    newUrl: mayEditContacts(ctx.actor) ? `${base}/new` : null,
    rows: shown.map(({ id, name, description }) => ({ name, description, url: `${base}/${id}` })),
    empty:
      shown.length > 0
        ? null
        : {
            title: t("accounts.noAccounts"),
            text: t("accounts.noAccountsText"),
            action: null,
            image: assetUrl("img/empty-search.svg"),
          },
    pagination:
      more || after
        ? {
            previous: after ? link(null) : null,
            next: more ? link(shown.at(-1)?.id ?? null) : null,
            label: t("accounts.accounts"),
          }
        : null,
  };
  sendPage(req, res, accountsView, model, { title: model.heading });
});

accountRoutes.get("/accounts/new", (req, res) => showEdit(req, res, emptyForm, null));
accountRoutes.get("/accounts/:id/edit", (req, res) => showEdit(req, res, emptyForm, idParam(req, "id")));

accountRoutes.get("/accounts/:id", async (req, res) => {
  const { ctx, t, area } = req;
  assertMayViewContacts(ctx.actor);
  const account = await accountById(ctx, idParam(req, "id"));
  const contacts = await contactsPage(ctx, { q: "", accountId: account.id, after: null });
  const edit = mayEditContacts(ctx.actor);
  const model = {
    name: account.name,
    description: account.description,
    editUrl: edit ? `${area.base}/accounts/${account.id}/edit` : null,
    newContactUrl: edit ? `${area.base}/contacts/new?account=${account.id}` : null,
    contacts: contacts.slice(0, pageSize).map((contact) => contactRow(t, area.base, contact)),
    moreUrl: contacts.length > pageSize ? `${area.base}/contacts?account=${account.id}` : null,
  };
  sendPage(req, res, accountView, model, { title: account.name });
});

accountRoutes.post(
  "/accounts",
  form({
    schema: accountForm,
    handle: async (req, res, input) => saved(req, res, await createAccount(req.ctx, input), input.name),
    invalid: (req, res, state) => showEdit(req, res, state, null),
  }),
);

accountRoutes.post(
  "/accounts/:id",
  form({
    schema: accountForm,
    handle: async (req, res, input) => {
      const { id } = await accountById(req.ctx, idParam(req, "id"));
      await changeAccount(req.ctx, id, input);
      saved(req, res, id, input.name);
    },
    invalid: (req, res, state) => showEdit(req, res, state, idParam(req, "id")),
  }),
);

function saved(req: Request, res: Response, id: number, name: string): void {
  setFlash(req, res, "notice", req.t("accounts.saved", { name }));
  res.redirect(303, `${req.area.base}/accounts/${id}`);
}

async function showEdit(req: Request, res: Response, state: FormState, id: number | null): Promise<void> {
  const { ctx, t } = req;
  assertMayEditContacts(ctx.actor);
  const account = id === null ? null : await accountById(ctx, id);
  const base = `${req.area.base}/accounts`;
  const model = editModel(t, state, {
    heading: account ? account.name : t("accounts.newAccount"),
    action: account ? `${base}/${account.id}` : base,
    csrf: csrfToken(req),
    text: null,
    fields: [
      field(t, state, {
        name: "name",
        label: t("accounts.name"),
        required: true,
        maxlength: 200,
        value: account?.name ?? "",
      }),
      field(t, state, {
        name: "description",
        label: t("accounts.description"),
        type: "textarea",
        rows: 3,
        maxlength: 1000,
        value: account?.description ?? "",
      }),
      field(t, state, {
        name: "domains",
        label: t("accounts.domains"),
        type: "textarea",
        rows: 2,
        help: t("accounts.domainsHelp"),
        value: account ? (await domainsOf(ctx, account.id)).join("\n") : "",
      }),
    ],
    backUrl: account ? `${base}/${account.id}` : base,
  });
  sendPage(req, res, editView, model, { title: model.heading });
}
