import type { Request, Response } from "express";
import { csrfToken } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { noFields } from "./customer.schema.ts";
import { type Confirmation, confirmationOf, confirmGuestRequest } from "./guests.service.ts";
import { confirmModel, confirmView, sentModel } from "./guests.view.ts";

/** What follows when a guest submitted a request: look into the mailbox, follow the link, confirm. */
export const guestRoutes = routes("guest");

const partsOf = (req: Request) => ({ t: req.t, base: req.area.base, csrf: csrfToken(req) });

guestRoutes.get("/requests/sent", (req, res) => {
  const model = sentModel(partsOf(req));
  sendPage(req, res, confirmView, model, { title: model.heading });
});

guestRoutes.get("/requests/confirm/:token", async (req, res) => {
  showConfirmation(req, res, await confirmationOf(req.ctx, String(req.params.token)));
});

function showConfirmation(req: Request, res: Response, confirmation: Confirmation): void {
  const model = confirmModel(partsOf(req), String(req.params.token), confirmation);
  noStore(res);
  sendPage(req, res, confirmView, model, { title: model.heading });
}

guestRoutes.post(
  "/requests/confirm/:token",
  form({
    schema: noFields,
    handle: async (req, res) => {
      const token = String(req.params.token);
      const { state } = await confirmGuestRequest(req.ctx, token);
      // Nothing to come back to: the page of the link would still offer to confirm.
      if (state === "refused") {
        res.status(403);
        showConfirmation(req, res, { state });
      } else res.redirect(303, `${req.area.base}/requests/confirm/${encodeURIComponent(token)}`);
    },
  }),
);
