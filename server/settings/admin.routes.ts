import type { Request, Response } from "express";
import { z } from "zod";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { allSettings } from "../core/settings.ts";
import { storedSettings } from "./settings.repository.ts";
import { settingsForm } from "./settings.schema.ts";
import { changesIn, resetSetting, saveSettings, settingsIn } from "./settings.service.ts";
import { overviewModel, overviewPage, sectionModel, sectionPage } from "./settings.view.ts";

/** Administration → General Settings: drawn from what the capabilities declare. */
export const settingsRoutes = routes("admin");

const base = "/general-settings";
const searchQuery = z.object({ q: z.string().trim().max(100).catch("").default("") });

settingsRoutes.get(base, (req, res) => {
  const { q } = searchQuery.parse(req.query);
  sendPage(req, res, overviewPage, overviewModel(req.t, allSettings(), q), {
    title: req.t("settings.title"),
  });
});

settingsRoutes.get(`${base}/:section`, (req, res) => showSection(req, res, emptyForm));

settingsRoutes.post(
  `${base}/:section`,
  form({
    proof: changesSecurity,
    schema: settingsForm,
    handle: async (req, res, input) => {
      const section = String(req.params.section);
      const saved = await saveSettings(req.ctx, section, changesIn(section, input));
      setFlash(req, res, "notice", req.t("settings.saved", { count: saved }));
      res.redirect(303, `/admin${base}/${section}`);
    },
    invalid: showSection,
  }),
);

settingsRoutes.post(
  `${base}/:section/resets`,
  form({
    proof: changesSecurity,
    schema: z.object({ name: z.string().max(100) }),
    handle: async (req, res, { name }) => {
      const section = String(req.params.section);
      await resetSetting(req.ctx, section, name);
      setFlash(req, res, "notice", req.t("settings.reset"));
      res.redirect(303, `/admin${base}/${section}`);
    },
  }),
);

/** Whoever finds an administrator's browser open must not be able to open the door wider. */
const security = new Set(["security", "second-step", "lockout", "passwords", "sessions"]);
function changesSecurity(req: Request): boolean {
  return security.has(String(req.params.section));
}

async function showSection(req: Request, res: Response, state: FormState): Promise<void> {
  const section = String(req.params.section);
  const settings = settingsIn(section);
  const stored = await storedSettings(
    req.ctx.db,
    settings.map(({ key }) => key),
    "unlocked",
  );
  const model = sectionModel(req.t, { section, settings, stored, state, csrf: csrfToken(req) });
  sendPage(req, res, sectionPage, model, { title: model.heading });
}
