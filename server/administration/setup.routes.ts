import type { Request, Response } from "express";
import { z } from "zod";
import { emailAddress, personName } from "../accounts/index.ts";
import { csrfToken } from "../core/http/csrf.ts";
import {
  emptyForm,
  type ErrorSummary,
  errorSummary,
  type Field,
  field,
  type FormState,
} from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { view } from "../core/views.ts";
import { shortestPassword, startSession } from "../sign-in/index.ts";
import { assertMaySetUp, setUp } from "./administrators.service.ts";

/** The first run: one page, behind the link that `npm start` prints. */
export const setupRoutes = routes("anyone");

interface SetupPage {
  readonly csrf: string;
  readonly token: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
}
const setupPage = view<SetupPage>("administration/customer/setup");

setupRoutes.get("/setup", (req, res) => showSetup(req, res, emptyForm));

setupRoutes.post(
  "/setup",
  form({
    schema: z.object({
      token: z.string().max(100).default(""),
      name: personName,
      email: emailAddress,
      password: z.string().min(1).max(1000),
      portalName: z.string().trim().min(1).max(120),
    }),
    handle: async (req, res, { token, ...input }) => {
      const loginId = await setUp(req.ctx, token, input, req.area.customerPortalId);
      await startSession(req, loginId, { asAgent: true });
      res.redirect(303, "/admin");
    },
    invalid: showSetup,
  }),
);

async function showSetup(req: Request, res: Response, state: FormState): Promise<void> {
  const { t } = req;
  const asked = req.method === "GET" ? req.query.token : state.values.token;
  const token = typeof asked === "string" ? asked : "";
  await assertMaySetUp(req.ctx, token);
  noStore(res);
  const fields = [
    field(t, state, {
      name: "name",
      label: t("administration.setup.name"),
      required: true,
      autocomplete: "name",
      maxlength: 120,
    }),
    field(t, state, {
      name: "email",
      label: t("sign-in.email"),
      type: "email",
      required: true,
      autocomplete: "username",
    }),
    field(t, state, {
      name: "password",
      label: t("sign-in.password"),
      type: "password",
      required: true,
      autocomplete: "new-password",
      minlength: shortestPassword.get(),
      help: t("sign-in.passwordHelp", { min: shortestPassword.get() }),
    }),
    field(t, state, {
      name: "portalName",
      label: t("administration.setup.portal"),
      required: true,
      value: req.area.brand.name,
      help: t("administration.setup.portalHelp"),
      maxlength: 120,
    }),
  ];
  sendPage(
    req,
    res,
    setupPage,
    { csrf: csrfToken(req), token, errors: errorSummary(t, state), fields },
    { title: t("administration.setup.title"), pageClass: "sign-in" },
  );
}
