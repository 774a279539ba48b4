import type { Request, Response } from "express";
import { z } from "zod";
import { type AuditKind, record } from "../audit/index.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { allPortals } from "../portals/index.ts";
import { type Check, checkOidc } from "./checks.service.ts";
import { checkSaml } from "./saml-checks.service.ts";
import { deleteIdentity, identitiesOf } from "./identities.repository.ts";
import { kinds } from "./provider.ts";
import { allProviders } from "./providers.repository.ts";
import { providerForm } from "./providers.schema.ts";
import { changeProvider, createProvider, existingProvider, removeProvider } from "./providers.service.ts";
import { base, providerModel, providerPage, providersModel, providersPage } from "./providers.view.ts";
import { readMetadata, type SamlMetadata } from "./saml-metadata.ts";
import { clientSecret } from "./secrets.service.ts";

/** Administration → General Settings → Single sign-on. */
export const providerRoutes = routes("admin");

const path = "/general-settings/single-sign-on";

providerRoutes.get(path, async (req, res) => {
  const { db } = req.ctx;
  const model = providersModel(req.t, await allProviders(db), await allPortals(db));
  sendPage(req, res, providersPage, model, { title: req.t("single-sign-on.title") });
});

providerRoutes.get(`${path}/new`, (req, res) => show(req, res, emptyForm, {}));
providerRoutes.get(`${path}/:id`, (req, res) => show(req, res, emptyForm, { id: idParam(req, "id") }));

providerRoutes.post(
  path,
  form({
    proof: true,
    schema: providerForm,
    handle: async (req, res, input) => {
      const id = await createProvider(req.ctx, input);
      await note(req, "identity-provider-saved");
      saved(req, res, id, "single-sign-on.created", input.name);
    },
    invalid: (req, res, state) => show(req, res, state, {}),
  }),
);

const uploaded = new WeakMap<Request, SamlMetadata>();
const maxMetadataBytes = 500_000;

providerRoutes.post(
  `${path}/metadata-files`,
  form({
    schema: z.object({
      id: z.coerce.number().int().nonnegative(),
      attachmentIds: z.string({ error: "shared.required" }),
    }),
    receive: async (req, { stream }) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      // To its end, whatever its size: a stream that is broken off would leave the form without an answer.
      for await (const chunk of stream as AsyncIterable<Buffer>)
        if ((bytes += chunk.length) <= maxMetadataBytes) chunks.push(chunk);
      const metadata = bytes > maxMetadataBytes ? null : readMetadata(Buffer.concat(chunks).toString("utf8"));
      if (!metadata) throw new InvalidInput({ attachments: { key: "single-sign-on.metadataInvalid" } });
      uploaded.set(req, metadata);
      return 1;
    },
    // Not a redirect: nothing is kept before somebody has looked at what the file says and saved it.
    handle: (req, res, { id }) =>
      show(req, res, emptyForm, { ...(id === 0 ? {} : { id }), metadata: uploaded.get(req) ?? null }),
    invalid: (req, res, { values, errors }) => {
      const id = Number(values.id);
      const attachments = errors.attachments ?? { key: "shared.required" };
      return show(
        req,
        res,
        { values: id ? {} : { kind: "saml" }, errors: { attachments } },
        Number.isSafeInteger(id) && id > 0 ? { id } : {},
      );
    },
  }),
);

providerRoutes.post(
  `${path}/:id`,
  form({
    proof: true,
    schema: providerForm,
    handle: async (req, res, input) => {
      const id = idParam(req, "id");
      await changeProvider(req.ctx, id, input);
      await note(req, "identity-provider-saved");
      saved(req, res, id, "single-sign-on.saved", input.name);
    },
    invalid: (req, res, state) => show(req, res, state, { id: idParam(req, "id") }),
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
      const checks = await (provider.kind === "oidc" ? checkOidc(req.ctx.db, provider) : checkSaml(provider));
      await show(req, res, emptyForm, { id: provider.id, checks });
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
    proof: true,
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

interface Shown {
  readonly id?: number;
  readonly checks?: readonly Check[];
  readonly metadata?: SamlMetadata | null;
}

async function show(
  req: Request,
  res: Response,
  state: FormState,
  { id, checks, metadata = null }: Shown,
): Promise<void> {
  const { db } = req.ctx;
  const provider = id === undefined ? null : await existingProvider(req.ctx, id);
  const asked = metadata ? "saml" : (state.values.kind ?? req.query.kind);
  const kind = provider?.kind ?? kinds.find((each) => each === asked) ?? "oidc";
  const model = providerModel(req.t, state, csrfToken(req), {
    kind,
    provider,
    metadata,
    hasSecret: provider?.kind === "oidc" && (await clientSecret(db, provider.id)) !== "",
    portals: await allPortals(db),
    people: provider ? await identitiesOf(db, provider.id) : [],
    checks: checks ?? null,
  });
  sendPage(req, res, providerPage, model, { title: model.heading });
}
