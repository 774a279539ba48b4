import type { Request, Response } from "express";
import { z } from "zod";
import { requiredMobile } from "../accounts/index.ts";
import { InvalidInput } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { changesIn, saveSettings, settingsForm, settingsIn, storedSettings } from "../settings/index.ts";
import { section } from "./gateway.settings.ts";
import { newestMessages } from "./messages.repository.ts";
import { sendTestText } from "./testing.service.ts";
import { textsModel, textsPage } from "./text-messages.view.ts";
import { gatewayTrouble } from "./trouble.service.ts";

/** Administration → General settings → Text messages: the gateway, a test, and what went out. */
export const textMessageRoutes = routes("admin");

const path = `/general-settings/${section}`;
const shown = 25;

textMessageRoutes.get(path, (req, res) => showTexts(req, res, emptyForm, emptyForm));

textMessageRoutes.post(
  path,
  form({
    schema: settingsForm,
    // Whoever chooses the gateway sees every code.
    proof: true,
    handle: async (req, res, input) => {
      const saved = await saveSettings(req.ctx, section, changesIn(section, input));
      setFlash(req, res, "notice", req.t("settings.saved", { count: saved }));
      res.redirect(303, `/admin${path}`);
    },
    invalid: (req, res, state) => showTexts(req, res, state, emptyForm),
  }),
);

textMessageRoutes.post(
  `${path}/tests`,
  form({
    schema: z.object({ mobile: requiredMobile }),
    handle: async (req, res, { mobile }, once) => {
      const answer = await sendTestText(req.ctx, mobile, once);
      if (!answer.sent)
        throw new InvalidInput({
          mobile: {
            key: answer.words === "" ? "text-messages.test.failed" : "text-messages.test.failedSaid",
            values: { problem: req.t(`text-messages.problem.${answer.problem}`), answer: answer.words },
          },
        });
      setFlash(req, res, "notice", req.t("text-messages.test.sent", { answer: answer.words }));
      res.redirect(303, `/admin${path}`);
    },
    invalid: (req, res, state) => showTexts(req, res, emptyForm, state),
  }),
);

async function showTexts(req: Request, res: Response, state: FormState, test: FormState): Promise<void> {
  const { db } = req.ctx;
  const settings = settingsIn(section);
  const stored = await storedSettings(
    db,
    settings.map(({ key }) => key),
    "unlocked",
  );
  const model = textsModel(req.t, {
    settings,
    stored,
    state,
    test,
    action: `/admin${path}`,
    csrf: csrfToken(req),
    once: newOnceKey(),
    trouble: await gatewayTrouble(db),
    messages: await newestMessages(db, shown),
  });
  sendPage(req, res, textsPage, model, { title: model.heading });
}
