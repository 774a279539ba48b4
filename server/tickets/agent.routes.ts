import type { Request, Response } from "express";
import {
  attachmentOfTicket,
  idsTyped,
  receiveAttachment,
  sendAttachment,
  unsentAttachments,
  uploadsField,
} from "../attachments/index.ts";
import { InvalidInput } from "../core/errors.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { sendEvents } from "../core/http/event-stream.ts";
import type { FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { liveTopic } from "../core/live.ts";
import { onlyOnce } from "../core/once.ts";
import { draftOwner, dropDraft } from "../drafts/index.ts";
import { changeTicket } from "./changes.service.ts";
import { noteAnchor, replyAnchor } from "./desk-conversation.view.ts";
import { changesForm, noteForm, presenceForm, replyForm, shownQuery } from "./desk.schema.ts";
import { deskRequest, shownAtFirst, shownAtMost } from "./desk.service.ts";
import { requestModel, requestView } from "./desk.view.ts";
import { addNote } from "./notes.service.ts";
import { presenceTopic, stopWriting, tellPresence, watchPresence } from "./presence.service.ts";
import { replyToTicket } from "./replies.service.ts";
import { assertMayWork } from "./tickets.policy.ts";
import { ticketByNumber } from "./tickets.repository.ts";

/** One request at the desk. */
export const deskRoutes = routes("agent");

const urlOf = (req: Request) => `${req.area.base}/requests/${idParam(req, "number")}`;

/** The page; with `refused`, a composer that comes back with what was typed. */
async function showRequest(
  req: Request,
  res: Response,
  refused: { form: "reply" | "note"; state: FormState } | null = null,
): Promise<void> {
  const { ctx, area, t, reader } = req;
  const owner = draftOwner(req);
  const asked = shownQuery.parse({ shown: null, ...req.query }).shown ?? shownAtFirst;
  const shown = Math.min(Math.max(asked, shownAtFirst), shownAtMost);
  const request = await deskRequest(ctx, idParam(req, "number"), { shown, owner });
  const { reply, note } = request.drafts;
  const ids = [reply, note, refused?.state.values].flatMap((values) => (values ? idsTyped(values) : []));
  const files = ids.length > 0 ? await unsentAttachments(ctx, owner, ids) : [];
  const model = requestModel(
    {
      ...{
        t,
        shown,
        base: area.base,
        csrf: csrfToken(req),
        locale: reader.locale,
        now: ctx.now,
        newOnce: newOnceKey,
      },
      uploads: (id, kept, errors) => uploadsField(req, kept, { id, errors }),
      mayEditCanned: request.actor.may.has("cannedReplies.edit"),
      ...{ refused, files },
    },
    request,
  );
  sendPage(req, res, requestView, model, {
    title: `${request.ticket.subject} #${request.ticket.number}`,
    live: `${urlOf(req)}/live`,
  });
}

deskRoutes.get("/requests/:number", (req, res) => showRequest(req, res));

/** @throws InvalidInput for a message without a word and without a file. */
function written({
  body,
  bodyFormat,
  attachmentIds,
}: {
  body: string;
  bodyFormat: "text" | "html";
  attachmentIds: number[];
}): string {
  const html = bodyOf({ body, format: bodyFormat });
  if (isBlankHtml(html) && attachmentIds.length === 0)
    throw new InvalidInput({ body: { key: "desk.writeSomething" } });
  return html;
}

deskRoutes.post(
  "/requests/:number/replies",
  form({
    schema: replyForm,
    receive: receiveAttachment,
    handle: async (req, res, input, once) => {
      const number = idParam(req, "number");
      const { attachmentIds, seenReplyId, status } = input;
      const owner = draftOwner(req);
      const bodyHtml = written(input);
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        const replyId = await replyToTicket(tx, number, {
          ...{ bodyHtml, attachmentIds, owner },
          ...(seenReplyId === undefined ? {} : { seenReplyId }),
          ...(status ? { status } : {}),
        });
        await dropDraft(tx, owner, `reply-${number}`);
        return `${urlOf(req)}#${replyAnchor(replyId)}`;
      });
      await stopWriting(req.ctx, number);
      res.redirect(303, location);
    },
    invalid: (req, res, state) => showRequest(req, res, { form: "reply", state }),
  }),
);

deskRoutes.post(
  "/requests/:number/notes",
  form({
    schema: noteForm,
    receive: receiveAttachment,
    handle: async (req, res, input, once) => {
      const number = idParam(req, "number");
      const { attachmentIds } = input;
      const owner = draftOwner(req);
      const bodyHtml = written(input);
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        const noteId = await addNote(tx, number, { bodyHtml, attachmentIds, owner });
        await dropDraft(tx, owner, `note-${number}`);
        return `${urlOf(req)}#${noteAnchor(noteId)}`;
      });
      await stopWriting(req.ctx, number);
      res.redirect(303, location);
    },
    invalid: (req, res, state) => showRequest(req, res, { form: "note", state }),
  }),
);

deskRoutes.post(
  "/requests/:number/changes",
  form({
    schema: changesForm,
    handle: async (req, res, changes) => {
      await changeTicket(req.ctx, idParam(req, "number"), changes);
      res.redirect(303, urlOf(req));
    },
    // The panel shows what is true now; why it is not what was chosen is said above.
    invalid: (req, res, { errors }) => {
      const [error] = Object.values(errors);
      setFlash(req, res, "alert", req.t(error?.key ?? "shared.notValid", error?.values));
      res.redirect(303, urlOf(req));
    },
  }),
);

deskRoutes.post(
  "/requests/:number/presence",
  form({
    schema: presenceForm,
    handle: async (req, res, { state }) => {
      await tellPresence(req.ctx, idParam(req, "number"), state);
      res.status(204).end();
    },
  }),
);

deskRoutes.get("/requests/:number/live", async (req, res) => {
  const { ctx } = req;
  assertMayWork(ctx.actor);
  const { id } = await ticketByNumber(ctx, idParam(req, "number"));
  const topics = [liveTopic(ctx.portalId, "ticket", id), presenceTopic(ctx.portalId, id)];
  const watching = watchPresence(ctx, ctx.actor, id, (data) =>
    send({ event: "presence", data: { ...data } }),
  );
  const send = sendEvents(req, res, topics, {
    onClose: () => watching.stop(),
    rewrite: (message) => {
      if (message.event !== "presence") return message;
      // Each reader is told of the others only, so the message just says that something changed.
      void watching.look();
      return null;
    },
  });
});

deskRoutes.get("/requests/:number/attachments/:id/:name", async (req, res) => {
  assertMayWork(req.ctx.actor);
  const ticket = await ticketByNumber(req.ctx, idParam(req, "number"));
  await sendAttachment(
    req,
    res,
    await attachmentOfTicket(req.ctx, ticket.id, idParam(req, "id"), { notes: true }),
  );
});
