import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, errorSummary, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { allPortals, portalById } from "../portals/index.ts";
import { agentById, allAgents, rolesInPortal, rolesOfAgent } from "./agents.repository.ts";
import {
  changeAgent,
  changeMembers,
  createAgent,
  disableAgent,
  inviteAgent,
  rolesIn,
} from "./agents.service.ts";
import {
  agentModel,
  agentStatus,
  agentsView,
  agentView,
  roleFields,
  rolesModel,
  rolesView,
} from "./agents.view.ts";
import { invitationOfAgent } from "./invitation-rows.repository.ts";
import { invitationLine } from "./invitations.view.ts";
import { agentForm, membersForm } from "./people.schema.ts";

/** The people who answer, in administration. */
export const agentRoutes = routes("admin");

const base = "/users/agents";

agentRoutes.get(base, async (req, res) => {
  const agents = (await allAgents(req.ctx.db)).map((agent) => ({
    name: agent.name,
    email: agent.email,
    status: agentStatus(req.t, agent),
    administrator: agent.administrator,
    url: `/admin${base}/${agent.id}`,
  }));
  sendPage(req, res, agentsView, { agents }, { title: req.t("accounts.agents") });
});

agentRoutes.get("/users/roles", (req, res) =>
  sendPage(req, res, rolesView, rolesModel(req.t), { title: req.t("accounts.roles") }),
);
agentRoutes.get(`${base}/new`, (req, res) => showAgent(req, res, emptyForm, null));
agentRoutes.get(`${base}/:id`, (req, res) => showAgent(req, res, emptyForm, idParam(req, "id")));

agentRoutes.post(
  base,
  form({
    proof: true,
    schema: agentForm,
    handle: async (req, res, input) => {
      await createAgent(req.ctx, input);
      await record(req, { kind: "invitation-sent", who: input.email ?? "", loginId: null });
      setFlash(req, res, "notice", req.t("accounts.invited", { email: input.email ?? "" }));
      res.redirect(303, `/admin${base}`);
    },
    invalid: (req, res, state) => showAgent(req, res, state, null),
  }),
);

agentRoutes.post(
  `${base}/:id`,
  form({
    proof: true,
    schema: agentForm,
    handle: async (req, res, input) => {
      await changeAgent(req.ctx, idParam(req, "id"), input);
      saved(req, res, req.t("accounts.saved", { name: input.name }));
    },
    invalid: (req, res, state) => showAgent(req, res, state, idParam(req, "id")),
  }),
);

const nothing = z.object({});

agentRoutes.post(
  `${base}/:id/invitations`,
  form({
    schema: nothing,
    handle: async (req, res) => {
      const { email, loginId } = await inviteAgent(req.ctx, idParam(req, "id"));
      await record(req, { kind: "invitation-sent", who: email, loginId });
      saved(req, res, req.t("accounts.invited", { email }));
    },
    invalid: (req, res, { errors }) => showAgent(req, res, { values: {}, errors }, idParam(req, "id")),
  }),
);

for (const [path, disabled] of [
  ["suspension", true],
  ["suspension-end", false],
] as const)
  agentRoutes.post(
    `${base}/:id/${path}`,
    form({
      schema: nothing,
      handle: async (req, res) => {
        await disableAgent(req.ctx, idParam(req, "id"), disabled);
        sessionsRevoked();
        saved(req, res, req.t(disabled ? "accounts.disabled" : "accounts.enabled"));
      },
      invalid: (req, res, { errors }) => showAgent(req, res, { values: {}, errors }, idParam(req, "id")),
    }),
  );

agentRoutes.get("/portals/:id/members", (req, res) => showMembers(req, res, emptyForm));
agentRoutes.post(
  "/portals/:id/members",
  form({
    proof: true,
    schema: membersForm,
    handle: async (req, res, input) => {
      const portal = await portalById(req.ctx.db, idParam(req, "id"));
      await changeMembers(req.ctx, portal.id, rolesIn(input));
      setFlash(req, res, "notice", req.t("accounts.saved", { name: portal.name }));
      res.redirect(303, `/admin/portals/${portal.id}/members`);
    },
    invalid: showMembers,
  }),
);

function saved(req: Request, res: Response, words: string): void {
  setFlash(req, res, "notice", words);
  res.redirect(303, `/admin${base}/${idParam(req, "id")}`);
}

async function showAgent(req: Request, res: Response, state: FormState, id: number | null): Promise<void> {
  const { db } = req.ctx;
  const agent = id === null ? null : await agentById(db, id);
  const roles = id === null ? [] : await rolesOfAgent(db, id);
  const invitation = id === null ? null : await invitationOfAgent(db, id);
  const line = invitation && invitationLine(req.t, invitation, new Date());
  const portals = await allPortals(db);
  const model = agentModel(req.t, state, csrfToken(req), { agent, portals, roles, invitation: line });
  sendPage(req, res, agentView, model, { title: model.heading });
}

async function showMembers(req: Request, res: Response, state: FormState): Promise<void> {
  const { ctx, t } = req;
  const portal = await portalById(ctx.db, idParam(req, "id"));
  const roles = await rolesInPortal(ctx.db, portal.id);
  const agents = (await allAgents(ctx.db)).filter(({ disabled }) => !disabled);
  const model = {
    heading: t("accounts.membersOf", { portal: portal.name }),
    text: t("accounts.membersText"),
    action: `/admin/portals/${portal.id}/members`,
    csrf: csrfToken(req),
    errors: errorSummary(t, state),
    fields: [],
    roles: roleFields(t, state, agents, (id) => roles.find(({ agentId }) => agentId === id)?.role ?? ""),
    button: t("accounts.save"),
    backUrl: `/admin/portals/${portal.id}`,
    existing: null,
  };
  sendPage(req, res, agentView, model, { title: model.heading });
}
