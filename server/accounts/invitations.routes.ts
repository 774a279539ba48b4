import type { Request } from "express";
import { z } from "zod";
import { type AuditKind, record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { allPortals } from "../portals/index.ts";
import { type Invitation, invitationStates } from "./invitation.ts";
import { listInvitations } from "./invitation-rows.repository.ts";
import { revokeInvitations, sendAgain } from "./invitations.service.ts";
import { invitationsModel, invitationsPage, pageSize } from "./invitations.view.ts";

/** Administration → Invitations: who was asked in, by whom, and what became of it. */
export const invitationRoutes = routes("admin");

const base = "/users/invitations";

const query = z.object({
  q: z.string().trim().toLowerCase().max(254).catch("").default(""),
  state: z.enum(invitationStates).nullable().catch(null).default(null),
  portal: z.coerce.number().int().positive().nullable().catch(null).default(null),
  page: z.coerce.number().int().min(0).max(1000).catch(0).default(0),
});

invitationRoutes.get(base, async (req, res) => {
  const { q, state, portal, page } = query.parse(req.query);
  const filter = { q, state, portalId: portal };
  const now = new Date();
  const found = await listInvitations(req.ctx.db, filter, { page, size: pageSize, now });
  const portals = await allPortals(req.ctx.db);
  const model = invitationsModel(req.t, { filter, page, found, portals, csrf: csrfToken(req), now });
  sendPage(req, res, invitationsPage, model, { title: req.t("accounts.invitations.title") });
});

const chosen = z.object({
  invitation: z.preprocess(
    (given) => [given ?? []].flat(),
    z.array(z.coerce.number().int().positive()).max(1000),
  ),
});

const bulk = (
  path: string,
  key: string,
  kind: AuditKind,
  work: (req: Request, ids: readonly number[]) => Promise<Invitation[]>,
) =>
  invitationRoutes.post(
    `${base}/${path}`,
    form({
      schema: chosen,
      handle: async (req, res, { invitation }) => {
        const done = await work(req, invitation);
        for (const { email } of done) await record(req, { kind, who: email, loginId: null });
        setFlash(req, res, done.length > 0 ? "notice" : "alert", req.t(key, { count: done.length }));
        res.redirect(303, `/admin${base}`);
      },
    }),
  );

bulk("mailings", "accounts.invitations.sentAgain", "invitation-sent", (req, ids) => sendAgain(req.ctx, ids));
bulk("revocations", "accounts.invitations.revoked", "invitation-revoked", async (req, ids) => {
  const revoked = await revokeInvitations(req.ctx, ids);
  sessionsRevoked();
  return revoked;
});
