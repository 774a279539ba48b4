import { type GlobalContext, inPortal } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { firstPortal } from "../portals/index.ts";
import {
  agentById,
  type AgentRow,
  countAdministrators,
  deleteSessionsOf,
  insertAgent,
  removeRole,
  rolesInPortal,
  rolesOfAgent,
  setRole,
  updateAgent,
} from "./agents.repository.ts";
import { invitationOfAgent, saveInvitation } from "./invitation-rows.repository.ts";
import { agentInvited } from "./invitations.events.ts";
import { invitationMs } from "./invitations.settings.ts";
import type { AgentForm } from "./people.schema.ts";
import { type RoleName, roleNames } from "./roles.ts";

/** Portal or agent → role, from the `role-<id>` fields of a form; "" means none. @throws InvalidInput for a role that there is not. */
export function rolesIn(input: Readonly<Record<string, unknown>>): Map<number, RoleName | null> {
  const roles = new Map<number, RoleName | null>();
  for (const [name, value] of Object.entries(input)) {
    const id = /^role-(\d{1,10})$/.exec(name)?.[1];
    if (!id) continue;
    const role = roleNames.find((each) => each === value) ?? null;
    if (!role && value !== "") throw new InvalidInput({ [name]: { key: "shared.notValid" } });
    roles.set(Number(id), role);
  }
  return roles;
}

/** Makes the agent and mails the invitation. @returns its id. @throws InvalidInput when an agent has the address. */
export async function createAgent(ctx: GlobalContext, input: AgentForm): Promise<number> {
  const { name, email, mobile, administrator } = input;
  if (!email) throw new InvalidInput({ email: { key: "shared.required" } });
  try {
    return await transaction(ctx, async (tx) => {
      const { id } = await insertAgent(tx.db, { name, email, mobile, administrator }, tx.now);
      await applyRoles(tx, id, rolesIn(input));
      await invite(tx, id);
      return id;
    });
  } catch (error) {
    if ((error as { errno?: number }).errno === 1062)
      throw new InvalidInput({ email: { key: "accounts.agentTaken" } });
    throw error;
  }
}

/** @throws InvalidInput when nobody would administer the installation any more. */
export function changeAgent(ctx: GlobalContext, id: number, input: AgentForm): Promise<void> {
  return transaction(ctx, async (tx) => {
    const agent = await agentById(tx.db, id);
    if (!input.administrator) await assertNotLast(tx, agent, "administrator");
    const { name, mobile, administrator } = input;
    await updateAgent(tx.db, id, { name, mobile, administrator }, tx.now);
    await applyRoles(tx, id, rolesIn(input));
  });
}

/** A disabled agent is signed out at once (the caller tells the processes) and assigned to nothing new. @throws InvalidInput for the last administrator. */
export function disableAgent(ctx: GlobalContext, id: number, disabled: boolean): Promise<void> {
  return transaction(ctx, async (tx) => {
    const agent = await agentById(tx.db, id);
    if (disabled) await assertNotLast(tx, agent, "form");
    await updateAgent(tx.db, id, { disabledAt: disabled ? tx.now : null }, tx.now);
    if (disabled) await deleteSessionsOf(tx.db, agent.loginId);
  });
}

/** Mails how to get in; again as often as asked. @throws InvalidInput for a disabled one, unless a revoked invitation disabled them. */
export function inviteAgent(ctx: GlobalContext, id: number): Promise<AgentRow> {
  return transaction(ctx, async (tx) => {
    const agent = await agentById(tx.db, id);
    const revoked = Boolean((await invitationOfAgent(tx.db, id))?.revokedAt);
    if (agent.disabled && revoked) await updateAgent(tx.db, id, { disabledAt: null }, tx.now);
    else if (agent.disabled) throw new InvalidInput({ form: { key: "accounts.inviteDisabled" } });
    await invite(tx, id);
    return agent;
  });
}

/** Who works in a portal, and as what. */
export function changeMembers(
  ctx: GlobalContext,
  portalId: number,
  roles: Map<number, RoleName | null>,
): Promise<void> {
  return transaction(ctx, async (tx) => {
    const now = new Set((await rolesInPortal(tx.db, portalId)).map(({ agentId }) => agentId));
    for (const [agentId, role] of roles) {
      if (role)
        await setRole(tx.db, { portalId, agentId: (await agentById(tx.db, agentId)).id, role }, tx.now);
      else if (now.has(agentId)) await removeRole(tx.db, portalId, agentId, tx.now);
    }
  });
}

async function applyRoles(
  tx: GlobalContext,
  agentId: number,
  roles: Map<number, RoleName | null>,
): Promise<void> {
  const now = new Set((await rolesOfAgent(tx.db, agentId)).map(({ portalId }) => portalId));
  for (const [portalId, role] of roles) {
    if (role) await setRole(tx.db, { portalId, agentId, role }, tx.now);
    else if (now.has(portalId)) await removeRole(tx.db, portalId, agentId, tx.now);
  }
}

// An event belongs to a portal; an agent's invitation to the first that they work in.
async function invite(tx: GlobalContext, agentId: number): Promise<void> {
  const [role] = await rolesOfAgent(tx.db, agentId);
  const portalId = role?.portalId ?? (await firstPortal(tx.db))?.id;
  if (portalId === undefined) return;
  const agent = await agentById(tx.db, agentId);
  const ctx = inPortal(tx, portalId);
  await saveInvitation(ctx, {
    agentId,
    email: agent.email,
    sentBy: "name" in tx.actor ? tx.actor.name : "",
    expiresAt: new Date(tx.now.getTime() + invitationMs()),
    acceptedAt: agent.joined ? tx.now : null,
    now: tx.now,
  });
  await ctx.emit(agentInvited, { agentId });
}

async function assertNotLast(tx: GlobalContext, agent: AgentRow, field: string): Promise<void> {
  if (!agent.administrator || agent.disabled) return;
  if ((await countAdministrators(tx.db, "locked")) <= 1)
    throw new InvalidInput({ [field]: { key: "accounts.lastAdministrator" } });
}
