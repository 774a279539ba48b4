import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { type Permission, permissions } from "../core/actor.ts";
import { view } from "../core/views.ts";
import type { Portal } from "../portals/index.ts";
import { mobileField } from "./contacts.view.ts";
import type { AgentRow, Role } from "./agents.repository.ts";
import type { InvitationLine } from "./invitations.view.ts";
import { roleNames, rolePermissions } from "./roles.ts";

export interface AgentsPage {
  readonly agents: readonly {
    readonly name: string;
    readonly email: string;
    readonly status: string;
    readonly administrator: boolean;
    readonly url: string;
  }[];
}
export const agentsView = view<AgentsPage>("accounts/admin/agents");

export interface AgentPage {
  readonly heading: string;
  readonly text: string | null;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly roles: readonly Field[];
  readonly button: string;
  readonly backUrl: string;
  readonly existing: {
    readonly url: string;
    readonly invite: boolean;
    readonly disabled: boolean;
    readonly invitation: InvitationLine | null;
  } | null;
}
export const agentView = view<AgentPage>("accounts/admin/agent");

export interface RolesPage {
  readonly roles: readonly string[];
  readonly rows: readonly {
    readonly permission: string;
    readonly cells: readonly { readonly role: string; readonly may: boolean }[];
  }[];
}
export const rolesView = view<RolesPage>("accounts/admin/roles");

export function agentStatus(t: Translate, { disabled, joined }: AgentRow): string {
  return t(
    disabled ? "accounts.status.disabled" : joined ? "accounts.status.signsIn" : "accounts.status.invited",
  );
}

const roleOptions = (t: Translate) => [
  { value: "", label: t("accounts.noRole") },
  ...roleNames.map((value) => ({ value, label: t(`accounts.role.${value}`) })),
];

/** One choice of a role for each portal, or each agent; `of` names the row. */
export function roleFields(
  t: Translate,
  state: FormState,
  rows: readonly { id: number; name: string }[],
  of: (id: number) => string,
): Field[] {
  return rows.map(({ id, name }) =>
    field(t, state, {
      name: `role-${id}`,
      label: name,
      type: "select",
      required: true,
      value: of(id),
      options: roleOptions(t),
    }),
  );
}

export function agentModel(
  t: Translate,
  state: FormState,
  csrf: string,
  given: {
    agent: AgentRow | null;
    portals: readonly Portal[];
    roles: readonly Role[];
    invitation: InvitationLine | null;
  },
): AgentPage {
  const { agent, portals, roles, invitation } = given;
  const base = "/admin/users/agents";
  const url = agent ? `${base}/${agent.id}` : base;
  return {
    heading: agent ? agent.name : t("accounts.newAgent"),
    text: agent ? `${agent.email} · ${agentStatus(t, agent)}` : t("accounts.newAgentText"),
    action: url,
    csrf,
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "name",
        label: t("accounts.name"),
        required: true,
        maxlength: 120,
        value: agent?.name ?? "",
      }),
      ...(agent
        ? []
        : [field(t, state, { name: "email", label: t("accounts.email"), type: "email", required: true })]),
      field(t, state, mobileField(t, agent?.mobile ?? null)),
      field(t, state, {
        name: "administrator",
        label: t("accounts.isAdministrator"),
        help: t("accounts.isAdministratorHelp"),
        type: "checkbox",
        required: true,
        value: String(agent?.administrator ?? false),
      }),
    ],
    roles: roleFields(t, state, portals, (id) => roles.find(({ portalId }) => portalId === id)?.role ?? ""),
    button: t(agent ? "accounts.save" : "accounts.inviteNow"),
    backUrl: base,
    existing: agent && {
      url,
      invite: !agent.joined && (!agent.disabled || invitation !== null),
      disabled: agent.disabled,
      invitation,
    },
  };
}

/** What each role may do, drawn from the same table that policies ask. */
export function rolesModel(t: Translate): RolesPage {
  const words = (permission: Permission) => t(`accounts.permission.${permission}`);
  return {
    roles: roleNames.map((role) => t(`accounts.role.${role}`)),
    rows: permissions.map((permission) => ({
      permission: words(permission),
      cells: roleNames.map((role) => ({
        role: t(`accounts.role.${role}`),
        may: rolePermissions[role].has(permission),
      })),
    })),
  };
}
