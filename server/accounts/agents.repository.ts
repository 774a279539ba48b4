import type { Knex } from "knex";
import { first, one } from "../core/db.ts";
import type { RoleName } from "./roles.ts";

export interface AgentRow {
  readonly id: number;
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
  readonly mobile: string | null;
  readonly administrator: boolean;
  readonly disabled: boolean;
  /** Has chosen a password: the invitation was accepted. */
  readonly joined: boolean;
  readonly lastSignInAt: Date | null;
}
interface StoredAgent extends Omit<AgentRow, "administrator" | "disabled" | "joined"> {
  readonly administrator: number;
  readonly disabledAt: Date | null;
  readonly hash: string | null;
  readonly temporary: number;
}

const agents = (db: Knex) =>
  db("agents as a").join("logins as l", "l.id", "a.login_id").select<StoredAgent[]>({
    id: "a.id",
    loginId: "a.login_id",
    name: "a.name",
    email: "l.email",
    mobile: "a.mobile",
    administrator: "a.is_administrator",
    disabledAt: "a.disabled_at",
    hash: "l.password_hash",
    temporary: "l.must_change_password",
    lastSignInAt: "l.last_sign_in_at",
  });

const toAgent = ({ disabledAt, hash, temporary, administrator, ...row }: StoredAgent): AgentRow => ({
  ...row,
  administrator: administrator === 1,
  disabled: disabledAt !== null,
  joined: hash !== null && temporary === 0,
});

/** Everybody who answers, by name; people, not customers: hundreds at most. */
export const allAgents = async (db: Knex): Promise<AgentRow[]> =>
  (await agents(db).orderBy("a.name").limit(2000)).map(toAgent);

/** @throws AppError 404 */
export const agentById = async (db: Knex, id: number): Promise<AgentRow> =>
  toAgent(await one(agents(db).where("a.id", id), "agent"));

/** How many administrators may act. "locked" keeps others from changing that until the transaction ends. */
export async function countAdministrators(db: Knex, lock: "locked" | "" = ""): Promise<number> {
  const query = db("agents").where({ is_administrator: 1, disabled_at: null }).select("id");
  if (lock) query.forUpdate();
  return ((await query) as unknown[]).length;
}

/** Finds or makes the login of the address and the agent of that login. @throws a duplicate key error when there is one already. */
export async function insertAgent(
  db: Knex,
  agent: { name: string; email: string; mobile?: string | null | undefined; administrator: boolean },
  now: Date,
): Promise<{ id: number; loginId: number }> {
  const login = await first(db("logins").where({ email: agent.email }).select<{ id: number }[]>("id"));
  const loginId =
    login?.id ?? ((await db("logins").insert({ email: agent.email, created_at: now })) as [number])[0];
  const [id] = (await db("agents").insert({
    login_id: loginId,
    name: agent.name,
    mobile: agent.mobile ?? null,
    is_administrator: agent.administrator,
    created_at: now,
    updated_at: now,
  })) as [number];
  return { id, loginId };
}

export async function updateAgent(
  db: Knex,
  id: number,
  change: {
    name?: string;
    mobile?: string | null | undefined;
    administrator?: boolean;
    disabledAt?: Date | null;
  },
  now: Date,
): Promise<void> {
  await db("agents")
    .where({ id })
    .update({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.mobile === undefined ? {} : { mobile: change.mobile }),
      ...(change.administrator === undefined ? {} : { is_administrator: change.administrator }),
      ...(change.disabledAt === undefined ? {} : { disabled_at: change.disabledAt }),
      updated_at: now,
    });
}

export interface Role {
  readonly portalId: number;
  readonly agentId: number;
  readonly role: RoleName;
}

export const rolesOfAgent = (db: Knex, agentId: number): Promise<Role[]> =>
  db("portal_members")
    .where({ agent_id: agentId })
    .select<Role[]>({ portalId: "portal_id", agentId: "agent_id", role: "role" });

export const rolesInPortal = (db: Knex, portalId: number): Promise<Role[]> =>
  db("portal_members")
    .where({ portal_id: portalId })
    .select<Role[]>({ portalId: "portal_id", agentId: "agent_id", role: "role" });

export async function setRole(db: Knex, { portalId, agentId, role }: Role, now: Date): Promise<void> {
  await db("portal_members")
    .insert({ portal_id: portalId, agent_id: agentId, role, created_at: now })
    .onConflict(["portal_id", "agent_id"])
    .merge({ role });
}

/** Requests that they were working on go back to nobody: a request may be assigned to members only. */
export async function removeRole(db: Knex, portalId: number, agentId: number, now: Date): Promise<void> {
  await db("tickets")
    .where({ portal_id: portalId, assignee_id: agentId })
    .update({ assignee_id: null, updated_at: now });
  await db("portal_members").where({ portal_id: portalId, agent_id: agentId }).delete();
}

/** Signs the person out everywhere. The caller tells the processes (sessionsRevoked). */
export async function deleteSessionsOf(db: Knex, loginId: number): Promise<void> {
  await db("sessions").where({ login_id: loginId }).delete();
}
