import type { Request, Response } from "express";
import {
  attachmentOfTicket,
  idsTyped,
  receiveAttachment,
  sendAttachment,
  unsentAttachments,
  uploadsField,
} from "../attachments/index.ts";
import { assetUrl } from "../core/http/assets.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { sendEvents } from "../core/http/event-stream.ts";
import type { FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { liveTopic } from "../core/live.ts";
import { onlyOnce } from "../core/once.ts";
import { draftOwner, dropDraft } from "../drafts/index.ts";
import { closeRequest, reopenRequest } from "./changes.service.ts";
import { customerListQuery } from "./customer-list.schema.ts";
import { customerPage } from "./customer-list.service.ts";
import { listModel, listView } from "./customer-list.view.ts";
import { noFields, readable, replyForm, shownQuery } from "./customer.schema.ts";
import { customerRequest, numberMeant, shownAtMost, visibleTicket } from "./customer-request.service.ts";
import { requestModel, requestView } from "./customer-request.view.ts";
import { replyToTicket } from "./replies.service.ts";

/** A contact's requests. Raising one is in new-request.routes.ts: guests may do that, too. */
export const customerRoutes = routes("contact");

customerRoutes.get("/requests", async (req, res) => {
  const { ctx, t, area } = req;
  const query = customerListQuery.parse(req.query);
  const number = query.q === "" ? null : await numberMeant(ctx, query.q);
  if (number !== null) {
    res.redirect(303, `${area.base}/requests/${number}`);
    return;
  }
  const page = await customerPage(ctx, query);
  const images = {
    emptyImage: assetUrl("img/empty-inbox.svg"),
    searchImage: assetUrl("img/empty-search.svg"),
  };
  const model = listModel({ t, base: area.base, ...images }, page);
  sendPage(req, res, listView, model, { title: model.heading });
});

customerRoutes.get("/requests/:number", (req, res) => showRequest(req, res, null));

async function showRequest(req: Request, res: Response, refused: FormState | null): Promise<void> {
  const number = idParam(req, "number");
  const { ctx, t, area, reader } = req;
  const owner = draftOwner(req);
  const shown = shownQuery.parse(req.query.shown);
  const request = await customerRequest(ctx, number, { shown, owner });
  const ids = idsTyped(refused?.values ?? request.draft ?? {});
  const files = ids.length > 0 ? await unsentAttachments(ctx, owner, ids) : [];
  const model = requestModel(
    {
      ...{ t, locale: reader.locale, base: area.base, refused },
      csrf: csrfToken(req),
      once: newOnceKey(),
      uploads: uploadsField(req, files, { errors: refused?.errors ?? {} }),
      nextShown: shown < shownAtMost ? Math.min(shown * 4, shownAtMost) : null,
    },
    request,
  );
  const title = t("tickets.customer.pageTitle", { subject: request.ticket.subject, number });
  sendPage(req, res, requestView, model, { title, live: `${area.base}/requests/${number}/live` });
}

customerRoutes.post(
  "/requests/:number/replies",
  form({
    schema: replyForm,
    receive: receiveAttachment,
    invalid: showRequest,
    handle: async (req, res, input, once) => {
      const number = idParam(req, "number");
      const bodyHtml = readable("body", input.body, input.bodyFormat);
      const owner = draftOwner(req);
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        const replyId = await replyToTicket(tx, number, {
          bodyHtml,
          attachmentIds: input.attachmentIds,
          owner,
        });
        await dropDraft(tx, owner, `reply-${number}`);
        return `${req.area.base}/requests/${number}#message-${replyId}`;
      });
      res.redirect(303, location);
    },
  }),
);

const done = (req: Request, res: Response, text: string): void => {
  const number = idParam(req, "number");
  setFlash(req, res, "notice", req.t(text, { number }));
  res.redirect(303, `${req.area.base}/requests/${number}`);
};

customerRoutes.post(
  "/requests/:number/closure",
  form({
    schema: noFields,
    handle: async (req, res) => {
      await closeRequest(req.ctx, idParam(req, "number"));
      done(req, res, "tickets.customer.closed");
    },
  }),
);

customerRoutes.post(
  "/requests/:number/reopening",
  form({
    schema: noFields,
    handle: async (req, res) => {
      await reopenRequest(req.ctx, idParam(req, "number"));
      done(req, res, "tickets.customer.reopened");
    },
  }),
);

customerRoutes.get("/requests/:number/live", async (req, res) => {
  const { id } = await visibleTicket(req.ctx, idParam(req, "number"));
  // A topic of its own: not even the moment of a note reaches this page.
  sendEvents(req, res, [liveTopic(req.ctx.portalId, "contact-ticket", id)]);
});

customerRoutes.get("/requests/:number/attachments/:id/:name", async (req, res) => {
  const ticket = await visibleTicket(req.ctx, idParam(req, "number"));
  await sendAttachment(
    req,
    res,
    await attachmentOfTicket(req.ctx, ticket.id, idParam(req, "id"), { notes: false }),
  );
});
