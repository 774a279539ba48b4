import type { Request, Response } from "express";
import { notFound, signInNeeded } from "../core/errors.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import type { IncomingFile } from "../core/http/multipart.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { draftOwner } from "../drafts/index.ts";
import { frontById } from "../portals/index.ts";
import { unsentAttachments } from "./attachments.repository.ts";
import { uploadForm } from "./attachments.schema.ts";
import { attachmentUrl, sizeText } from "./attachments.view.ts";
import { sendAttachment } from "./downloads.routes.ts";
import { takeUpload } from "./uploads.service.ts";

// For customers, signed in or not; and for agents.
export const guestAttachmentRoutes = routes("guest");
export const agentAttachmentRoutes = routes("agent");

/** Guests may be anybody: what one address may store is bounded. */
const guestUploads: Limit = { name: "guest-uploads", points: 60, seconds: 3600 };
const uploads: Limit = { name: "uploads", points: 1000, seconds: 3600 };

/**
 * Takes one file of a multipart form for whoever sends it: a form's `receive`.
 * @throws AppError 401 for a guest where guests may not submit, 429; InvalidInput for a file that is refused.
 */
export async function receiveAttachment(req: Request, file: IncomingFile): Promise<number> {
  const { actor } = req.ctx;
  const owner = draftOwner(req);
  if (actor.kind === "guest") {
    const front =
      req.area.customerPortalId === null ? null : await frontById(req.ctx.db, req.area.customerPortalId);
    if (!front?.guestsMaySubmit) throw signInNeeded();
    await countAttempt(guestUploads, clientAddress(req));
  } else await countAttempt(uploads, owner);
  return takeUpload(req.ctx, owner, { name: file.name, stream: file.stream }, req.ctx.now);
}

const upload = form({
  schema: uploadForm,
  receive: receiveAttachment,
  handle: async (req, res, input) => {
    const [file] = await unsentAttachments(req.ctx, draftOwner(req), input.attachmentIds.slice(-1));
    if (!file) {
      refuse(req, res, "attachments.none");
      return;
    }
    const { id, name, size } = file;
    res.json({ id, name, size: sizeText(size, req.reader.locale), url: attachmentUrl(req.area.base, file) });
  },
  invalid: (req, res, { errors }) => {
    const error = errors.attachments ?? { key: "uploads.failed" };
    refuse(req, res, error.key, error.values);
  },
});

function refuse(req: Request, res: Response, key: string, values?: Record<string, string | number>): void {
  res.status(422).json({ errors: { file: req.t(key, values) } });
}

/** A file that was uploaded and not sent yet; for who uploaded it. */
async function ownUpload(req: Request, res: Response): Promise<void> {
  const [file] = await unsentAttachments(req.ctx, draftOwner(req), [idParam(req, "id")]);
  if (!file) throw notFound("attachment");
  await sendAttachment(req, res, file);
}

guestAttachmentRoutes.post("/attachments", upload);
guestAttachmentRoutes.get("/attachments/:id/:name", ownUpload);
agentAttachmentRoutes.post("/attachments", upload);
agentAttachmentRoutes.get("/attachments/:id/:name", ownUpload);
