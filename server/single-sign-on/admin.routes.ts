import type { Request, Response } from "express";
import { z } from "zod";
import { type AuditKind, record } from "../audit/index.ts";
import { notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { allPortals } from "../portals/index.ts";
import { type Check, checkOidc } from "./checks.service.ts";
import { deleteIdentity, identitiesOf } from "./identities.repository.ts";
import { allProviders } from "./providers.repository.ts";
import { oidcForm } from "./providers.schema.ts";
import { changeProvider, createProvider, existingProvider, removeProvider } from "./providers.service.ts";
import { base, providerModel, providerPage, providersModel, providersPage } from "./providers.view.ts";
import { clientSecret } from "./secrets.service.ts";

/** Administration → General Settings → Single sign-on. */
export const providerRoutes = routes("admin");

const path = "/general-settings/single-sign-on";

providerRoutes.get(path, async (req, res) => {
  const { db } = req.ctx;
  const model = providersModel(req.t, await allProviders(db), await allPortals(db));
  sendPage(req, res, providersPage, model, { title: req.t("single-sign-on.title") });
});

providerRoutes.get(`${path}/new`, (req, res) => show(req, res, emptyForm, null));
providerRoutes.get(`${path}/:id`, (req, res) => show(req, res, emptyForm, idParam(req, "id")));

providerRoutes.post(
  path,
  form({
    proof: true,
    schema: oidcForm,
    handle: async (req, res, input) => {
      const id = await createProvider(req.ctx, input);
      await note(req, "identity-provider-saved");
      saved(req, res, id, "single-sign-on.created", input.name);
    },
    invalid: (req, res, state) => show(req, res, state, null),
  }),
);

providerRoutes.post(
  `${path}/:id`,
  form({
    proof: true,
    schema: oidcForm,
    handle: async (req, res, input) => {
      const id = idParam(req, "id");
      await changeProvider(req.ctx, id, input);
      await note(req, "identity-provider-saved");
      saved(req, res, id, "single-sign-on.saved", input.name);
    },
    invalid: (req, res, state) => show(req, res, state, idParam(req, "id")),
  }),
);

const nothing = z.object({});

providerRoutes.post(
  `${path}/:id/tests`,
  form({
    schema: nothing,
    // Not a redirect: it changes nothing, and what it found belongs to this moment.
    handle: async (req, res) => {
      const provider = await existingProvider(req.ctx, idParam(req, "id"));
      await show(req, res, emptyForm, provider.id, await checkOidc(req.ctx.db, provider));
    },
  }),
);

providerRoutes.post(
  `${path}/:id/removal`,
  form({
    proof: true,
    schema: nothing,
    handle: async (req, res) => {
      const { name } = await removeProvider(req.ctx, idParam(req, "id"));
      await note(req, "identity-provider-deleted");
      setFlash(req, res, "notice", req.t("single-sign-on.removed", { name }));
      res.redirect(303, base);
    },
  }),
);

providerRoutes.post(
  `${path}/:id/unlinkings`,
  form({
    schema: z.object({ identity: z.coerce.number().int().positive() }),
    handle: async (req, res, { identity }) => {
      const { id } = await existingProvider(req.ctx, idParam(req, "id"));
      const email = await deleteIdentity(req.ctx.db, id, identity);
      if (email === null) throw notFound("identity");
      await record(req, { kind: "identity-unlinked", who: email, loginId: null });
      saved(req, res, id, "single-sign-on.unlinked", email);
    },
  }),
);

const note = (req: Request, kind: AuditKind): Promise<void> =>
  record(req, { kind, who: req.signedIn?.email ?? "", loginId: req.signedIn?.loginId ?? null });

function saved(req: Request, res: Response, id: number, key: string, name: string): void {
  setFlash(req, res, "notice", req.t(key, { name }));
  res.redirect(303, `${base}/${id}`);
}

async function show(
  req: Request,
  res: Response,
  state: FormState,
  id: number | null,
  checks: readonly Check[] | null = null,
): Promise<void> {
  const { db } = req.ctx;
  const provider = id === null ? null : await existingProvider(req.ctx, id);
  const model = providerModel(req.t, state, csrfToken(req), {
    provider,
    hasSecret: provider !== null && (await clientSecret(db, provider.id)) !== "",
    portals: await allPortals(db),
    people: provider ? await identitiesOf(db, provider.id) : [],
    checks,
  });
  sendPage(req, res, providerPage, model, { title: model.heading });
}
