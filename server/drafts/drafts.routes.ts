import type { Request } from "express";
import { z } from "zod";
import { notFound } from "../core/errors.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { routes } from "../core/http/routes.ts";
import { draftOwner, ownerOfBrowser, returnOf } from "./draft.ts";
import { type DraftFields, dropDraft, saveDraft } from "./drafts.repository.ts";

// For customers, signed in or not; and for agents. The browser posts every few seconds while somebody types.
export const guestDraftRoutes = routes("guest");
export const agentDraftRoutes = routes("agent");

/** Guests may be anybody: what one address may store is bounded. */
const guestDrafts: Limit = { name: "guest-drafts", points: 1500, seconds: 3600 };

const fieldsOfDraft = z.record(z.string().max(60), z.union([z.string(), z.array(z.string())]));
const neverKept = /^_|password/i;

function typed(fields: DraftFields): DraftFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !neverKept.test(name)));
}
const isEmpty = (fields: DraftFields) =>
  Object.entries(fields).every(
    ([name, value]) =>
      name.endsWith("Format") || (typeof value === "string" ? value.trim() === "" : value.length === 0),
  );

const save = form({
  schema: fieldsOfDraft,
  handle: async (req: Request, res, input) => {
    const key = String(req.params.form);
    if (!/^(new-request|(reply|note)-\d{1,10})$/.test(key)) throw notFound("form");
    if (req.ctx.actor.kind === "guest") await countAttempt(guestDrafts, clientAddress(req));
    const fields = typed(input);
    if (isEmpty(fields)) await dropDraft(req.ctx, draftOwner(req), key);
    else await saveDraft(req.ctx, draftOwner(req), key, fields);
    res.status(204).end();
  },
});

/**
 * Keeps what was posted by somebody whose session had ended, for the sign-in that follows. Call it only after the form's token was checked.
 * @returns the page to come back to, null when the form is none that is kept.
 */
export async function keepPosted(req: Request): Promise<string | null> {
  const { base } = req.area;
  const path = req.originalUrl.split("?")[0] ?? "";
  const back = path.startsWith(base) ? returnOf(path.slice(base.length)) : null;
  const parsed = fieldsOfDraft.safeParse(req.body ?? {});
  if (!back || !parsed.success || req.ctx.portalId === 0) return null;
  const fields = typed(parsed.data);
  if (isEmpty(fields) || req.browser === "") return base + back.page;
  await countAttempt(guestDrafts, clientAddress(req));
  await saveDraft(req.ctx, ownerOfBrowser(req.browser), back.form, fields);
  return base + back.page;
}

guestDraftRoutes.post("/drafts/:form", save);
agentDraftRoutes.post("/drafts/:form", save);
