import type { Request, Response } from "express";
import {
  giveUploads,
  idsTyped,
  receiveAttachment,
  unsentAttachments,
  uploadsField,
} from "../attachments/index.ts";
import { AppError, forbidden, InvalidInput, signInNeeded } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { clientAddress, type Limit, mayAttempt } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { onlyOnce } from "../core/once.ts";
import { draftOf, draftOwner, dropDraft, ownerOfBrowser } from "../drafts/index.ts";
import { frontOfArea } from "../portals/index.ts";
import { categoriesOf } from "./categories.repository.ts";
import { newRequestForm, type NewRequestForm, readable } from "./customer.schema.ts";
import { receiveGuestRequest } from "./guests.service.ts";
import { newRequestModel, newRequestView } from "./new-request.view.ts";
import { raiseRequest } from "./raising.service.ts";

/** Raising a request: for contacts, and for guests where the customer portal lets them. Before customerRoutes: /requests/new is no number. */
export const newRequestRoutes = routes("guest");

const guestsOfAddress: Limit = { name: "guest-requests-email", points: 5, seconds: 3600 };
const guestsOfClient: Limit = { name: "guest-requests-client", points: 20, seconds: 3600 };

/** @throws AppError 401 or 403 for a guest where guests may not submit, 403 for everybody in a retired portal. */
async function assertMaySubmit(req: Request): Promise<void> {
  const front = await frontOfArea(req.area);
  if (front?.portalState === "retired") throw new AppError(403, "retired");
  if (req.ctx.actor.kind === "contact") return;
  if (front?.guestsMaySubmit) return;
  // Somebody signed in who is no contact here would be sent to the login page and back for ever.
  throw req.signedIn ? forbidden("requests are for contacts") : signInNeeded();
}

newRequestRoutes.get("/requests/new", async (req, res) => {
  await assertMaySubmit(req);
  const { ctx } = req;
  const owner = draftOwner(req);
  const draft = await draftOf(ctx, owner, "new-request");
  // Uploaded before signing in, by this browser; the text came along already.
  if (draft && ctx.actor.kind === "contact" && req.browser !== "")
    await giveUploads(ctx, ownerOfBrowser(req.browser), owner, idsTyped(draft));
  await showForm(req, res, draft ? { values: draft, errors: {} } : emptyForm);
});

async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
  const { ctx, t, area } = req;
  // A contact's form whose session ended meanwhile: sign in, then go on with what was typed.
  if (ctx.actor.kind === "guest" && state.values._contact !== undefined) throw signInNeeded();
  await assertMaySubmit(req);
  const ids = idsTyped(state.values);
  const [categories, files] = await Promise.all([
    categoriesOf(ctx),
    ids.length > 0 ? unsentAttachments(ctx, draftOwner(req), ids) : [],
  ]);
  const model = newRequestModel(
    {
      ...{ t, base: area.base, portalId: ctx.portalId, categories },
      csrf: csrfToken(req),
      once: newOnceKey(),
      contactId: ctx.actor.kind === "contact" ? ctx.actor.id : null,
      uploads: uploadsField(req, files, { errors: state.errors }),
      consent: (await frontOfArea(area))?.look.consentText ?? "",
    },
    state,
  );
  noStore(res);
  sendPage(req, res, newRequestView, model, { title: t("tickets.customer.submitRequest") });
}

newRequestRoutes.post(
  "/requests",
  form({
    schema: newRequestForm,
    receive: receiveAttachment,
    invalid: showForm,
    handle: async (req, res, input, once) => {
      const { actor } = req.ctx;
      if (actor.kind !== "contact") {
        await guestSubmits(req, res, input, once);
        return;
      }
      const { subject, categoryId, priority, attachmentIds } = input;
      const bodyHtml = readable("description", input.description, input.descriptionFormat);
      const owner = draftOwner(req);
      const location = await onlyOnce(req.ctx, once, async (tx) => {
        const request = { subject, bodyHtml, categoryId, priority, attachmentIds, owner };
        const { number } = await raiseRequest(tx, actor, request);
        await dropDraft(tx, owner, "new-request");
        return `${req.area.base}/requests/${number}`;
      });
      setFlash(
        req,
        res,
        "notice",
        req.t("tickets.customer.received", { number: location.split("/").at(-1) ?? "" }),
      );
      res.redirect(303, location);
    },
  }),
);

async function guestSubmits(req: Request, res: Response, input: NewRequestForm, once: string): Promise<void> {
  if (input._contact !== undefined) throw signInNeeded();
  await assertMaySubmit(req);
  const { name, email, subject, categoryId, priority, attachmentIds } = input;
  const required = { key: "shared.required" };
  const front = await frontOfArea(req.area);
  if (front?.look.consentText && input.consent === undefined)
    throw new InvalidInput({ consent: { key: "tickets.guest.consentNeeded" } });
  if (!name || !email)
    throw new InvalidInput({ ...(name ? {} : { name: required }), ...(email ? {} : { email: required }) });
  const bodyHtml = readable("description", input.description, input.descriptionFormat);
  const within =
    (await mayAttempt(guestsOfClient, clientAddress(req))) && (await mayAttempt(guestsOfAddress, email));
  if (!within) throw new InvalidInput({ form: { key: "tickets.guest.tooMany" } });
  const owner = draftOwner(req);
  const customerPortalId = req.area.customerPortalId ?? 0;
  const location = await onlyOnce(req.ctx, once, async (tx) => {
    const fields = { subject, bodyHtml, categoryId, priority, attachmentIds };
    await receiveGuestRequest(tx, { customerPortalId, name, email, owner, ...fields });
    await dropDraft(tx, owner, "new-request");
    return `${req.area.base}/requests/sent`;
  });
  res.redirect(303, location);
}
