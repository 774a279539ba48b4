import type { Request, Response } from "express";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { sendMailAgain, sendTestMail } from "./administration.service.ts";
import { mailStates } from "./mail.ts";
import { mailSettings } from "./mail.settings.ts";
import { countMailsIn, listMails } from "./mails.repository.ts";
import { attemptForm, listQuery, testForm } from "./mails.schema.ts";
import { countedTo, mailsModel, mailsPage, pageSize } from "./mails.view.ts";

/** /admin/mail: what went out, what waits and why, across all portals. */
export const mailAdminRoutes = routes("admin");

async function showMails(req: Request, res: Response, state: FormState): Promise<void> {
  const query = listQuery.parse({ state: null, before: null, after: null, ...req.query });
  const { db } = req.ctx;
  const mails = await listMails(db, { ...query, limit: pageSize + 1 });
  const counts = await Promise.all(
    mailStates.map(async (each) => ({
      state: each,
      count: each === "sent" ? null : await countMailsIn(db, each, countedTo + 1),
    })),
  );
  const parts = { t: req.t, base: req.area.base, csrf: csrfToken(req), once: newOnceKey(), form: state };
  const model = mailsModel({ ...parts, settings: mailSettings(), query, mails, counts });
  sendPage(req, res, mailsPage, model, { title: req.t("mail.title") });
}

mailAdminRoutes.get("/mail", (req, res) => showMails(req, res, emptyForm));

mailAdminRoutes.post(
  "/mail/tests",
  form({
    schema: testForm,
    handle: async (req, res, { email }, once) => {
      await sendTestMail(req.ctx, email, once);
      setFlash(req, res, "notice", req.t("mail.test.queued", { email }));
      res.redirect(303, `${req.area.base}/mail`);
    },
    invalid: showMails,
  }),
);

mailAdminRoutes.post(
  "/mail/:id/attempts",
  form({
    schema: attemptForm,
    handle: async (req, res) => {
      const again = await sendMailAgain(req.ctx, idParam(req, "id"));
      setFlash(
        req,
        res,
        again ? "notice" : "alert",
        req.t(again ? "mail.again.queued" : "mail.again.refused"),
      );
      res.redirect(303, `${req.area.base}/mail`);
    },
  }),
);
