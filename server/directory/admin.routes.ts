import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { allPortals } from "../portals/index.ts";
import { allDirectories, directoryById } from "./directories.repository.ts";
import { directoryForm } from "./directories.schema.ts";
import {
  changeDirectory,
  createDirectory,
  removeDirectory,
  requestImport,
  type Tested,
  testDirectory,
} from "./directories.service.ts";
import { base, directoriesModel, directoriesPage, directoryModel, directoryPage } from "./directory.view.ts";
import { DirectoryError } from "./directory.ts";
import { previewImport } from "./importing.service.ts";
import { previewModel, previewPage } from "./preview.view.ts";

/** Administration → General settings → Directories. */
export const directoryRoutes = routes("admin");

const path = "/general-settings/directories";
const nothing = z.object({});

directoryRoutes.get(path, async (req, res) => {
  const { db } = req.ctx;
  const model = directoriesModel(req.t, await allDirectories(db), await allPortals(db));
  sendPage(req, res, directoriesPage, model, { title: req.t("directory.title") });
});

directoryRoutes.get(`${path}/new`, (req, res) => show(req, res, emptyForm, null));
directoryRoutes.get(`${path}/:id`, (req, res) => show(req, res, emptyForm, idParam(req, "id")));

directoryRoutes.post(
  path,
  form({
    schema: directoryForm,
    proof: true,
    handle: async (req, res, input) => {
      const id = await createDirectory(req.ctx, input);
      await note(req);
      setFlash(req, res, "notice", req.t("directory.created"));
      res.redirect(303, `${base}/${id}`);
    },
    invalid: (req, res, state) => show(req, res, state, null),
  }),
);

directoryRoutes.post(
  `${path}/:id`,
  form({
    schema: directoryForm,
    proof: true,
    handle: async (req, res, input) => {
      const id = idParam(req, "id");
      await changeDirectory(req.ctx, id, input);
      await note(req);
      setFlash(req, res, "notice", req.t("directory.saved", { name: input.name }));
      res.redirect(303, `${base}/${id}`);
    },
    invalid: (req, res, state) => show(req, res, state, idParam(req, "id")),
  }),
);

directoryRoutes.post(
  `${path}/:id/tests`,
  form({
    schema: nothing,
    // Not a redirect: it changes nothing, and what it found belongs to this moment.
    handle: async (req, res) => {
      const directory = await directoryById(req.ctx.db, idParam(req, "id"));
      await show(req, res, emptyForm, directory.id, await testDirectory(req.ctx, directory));
    },
  }),
);

directoryRoutes.get(`${path}/:id/preview`, async (req, res) => {
  const directory = await directoryById(req.ctx.db, idParam(req, "id"));
  const steps = await previewImport(req.ctx, directory).catch((error: unknown) => {
    if (error instanceof DirectoryError) return error;
    throw error;
  });
  const model = previewModel(req.t, directory, steps, csrfToken(req));
  sendPage(req, res, previewPage, model, { title: model.heading });
});

for (const [name, approved] of [
  ["approvals", true],
  ["imports", false],
] as const)
  directoryRoutes.post(
    `${path}/:id/${name}`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        const id = idParam(req, "id");
        await requestImport(req.ctx, id, approved);
        await note(req);
        setFlash(req, res, "notice", req.t("directory.importSoon"));
        res.redirect(303, `${base}/${id}`);
      },
      invalid: (req, res, { errors }) => show(req, res, { values: {}, errors }, idParam(req, "id")),
    }),
  );

directoryRoutes.post(
  `${path}/:id/removal`,
  form({
    schema: nothing,
    proof: true,
    handle: async (req, res) => {
      const { name } = await removeDirectory(req.ctx, idParam(req, "id"));
      await note(req);
      setFlash(req, res, "notice", req.t("directory.removed", { name }));
      res.redirect(303, base);
    },
  }),
);

const note = (req: Request): Promise<void> =>
  record(req, {
    kind: "directory-changed",
    who: req.signedIn?.email ?? "",
    loginId: req.signedIn?.loginId ?? null,
  });

async function show(
  req: Request,
  res: Response,
  state: FormState,
  id: number | null,
  tested: Tested | null = null,
): Promise<void> {
  const { db } = req.ctx;
  const directory = id === null ? null : await directoryById(db, id);
  const portals = await allPortals(db);
  const model = directoryModel(req.t, state, { directory, portals, tested, csrf: csrfToken(req) });
  sendPage(req, res, directoryPage, model, { title: model.heading });
}
