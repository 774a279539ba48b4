import type { Request, Response } from "express";
import { z } from "zod";
import { dateText } from "../core/dates.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { topicsOf } from "../solutions/index.ts";
import { nothing } from "./customer-portals.schema.ts";
import { base, path } from "./customer-portals.view.ts";
import { designForm } from "./design.schema.ts";
import { designModel, designPage } from "./design.view.ts";
import { changePicture, designNow, pictureIn, removePicture, saveDraft } from "./drafts.service.ts";
import { maxPictureBytes } from "./pictures.ts";
import { discardDraft } from "./publishing.service.ts";

/** Customize: the draft of a customer portal's design. */
export const designRoutes = routes("admin");

designRoutes.get(`${path}/:id/design`, (req, res) => showDesign(req, res, emptyForm));

designRoutes.post(
  `${path}/:id/design`,
  form({
    schema: designForm,
    handle: async (req, res, input) => {
      const id = idParam(req, "id");
      await saveDraft(req.ctx, id, input);
      setFlash(req, res, "notice", req.t("customer-portals.draftSaved"));
      const moved = input.move === "" ? "" : `?moved=${encodeURIComponent(input.move)}#blocks`;
      res.redirect(303, `${base}/${id}/design${moved}`);
    },
    invalid: showDesign,
  }),
);

designRoutes.post(
  `${path}/:id/design/discarding`,
  form({
    schema: nothing,
    handle: async (req, res) => {
      const id = idParam(req, "id");
      await discardDraft(req.ctx, id);
      saved(req, res, id, "customer-portals.discarded");
    },
  }),
);

for (const kind of ["logo", "favicon"] as const) {
  designRoutes.post(
    `${path}/:id/design/${kind}`,
    form({
      schema: z.object({ attachmentIds: z.string({ error: "customer-portals.picture.missing" }) }),
      // The picture is all that this form sends: it is checked and kept whole, or refused.
      receive: async (req, { stream }) => {
        const id = idParam(req, "id");
        const chunks: Buffer[] = [];
        let bytes = 0;
        // Read to its end, whatever its size: a stream that is broken off would leave the form without an answer.
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes <= maxPictureBytes) chunks.push(chunk);
        }
        if (bytes > maxPictureBytes)
          throw new InvalidInput({ attachments: { key: "customer-portals.picture.tooLarge" } });
        await changePicture(req.ctx, id, kind, Buffer.concat(chunks));
        return id;
      },
      handle: (req, res) => saved(req, res, idParam(req, "id"), "customer-portals.draftSaved"),
      invalid: (req, res, { errors }) =>
        showDesign(req, res, {
          values: {},
          errors: { [kind]: errors.attachments ?? { key: "customer-portals.picture.missing" } },
        }),
    }),
  );
  designRoutes.post(
    `${path}/:id/design/${kind}-removal`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        const id = idParam(req, "id");
        await removePicture(req.ctx, id, kind);
        saved(req, res, id, "customer-portals.draftSaved");
      },
    }),
  );
}

designRoutes.get(`${path}/:id/pictures/:hash`, async (req, res) => {
  const picture = await pictureIn(req.ctx.db, idParam(req, "id"), String(req.params.hash));
  if (!picture) throw notFound("picture");
  res.set({ "Content-Security-Policy": "default-src 'none'; sandbox", "Content-Type": picture.mediaType });
  res.send(picture.data);
});

function saved(req: Request, res: Response, id: number, key: string): void {
  setFlash(req, res, "notice", req.t(key));
  res.redirect(303, `${base}/${id}/design`);
}

async function showDesign(req: Request, res: Response, state: FormState): Promise<void> {
  const { t, reader, ctx } = req;
  const { front, draft, design } = await designNow(ctx.db, idParam(req, "id"));
  const at = draft && dateText(draft.changedAt, "short", reader.locale, reader.timeZone);
  const model = designModel(
    {
      t,
      csrf: csrfToken(req),
      front,
      design,
      draft: draft && { revision: draft.revision, by: draft.changedBy, at: at ?? "" },
      topics: await topicsOf({ db: ctx.db, portalId: front.portalId }),
      moved: typeof req.query.moved === "string" ? req.query.moved : "",
    },
    state,
  );
  sendPage(req, res, designPage, model, { title: model.heading });
}
