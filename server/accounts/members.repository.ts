import type { Knex } from "knex";
import type { Permission } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { rolePermissions, roleNames } from "./roles.ts";

/** An agent as a notice addresses them. */
export interface Member {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/**
 * The members of the portal whose role allows this, by name; at most `limit`. Administrators of the installation may everything
 * everywhere, but only those who are members work in the portal.
 */
export async function membersWho(
  { db, portalId }: Scope,
  permission: Permission,
  limit: number,
): Promise<Member[]> {
  const roles = roleNames.filter((role) => rolePermissions[role].has(permission));
  return await db("portal_members as m")
    .join("agents as a", "a.id", "m.agent_id")
    .join("logins as l", "l.id", "a.login_id")
    .where("m.portal_id", portalId)
    .whereIn("m.role", roles)
    .whereNull("a.disabled_at")
    .orderBy(["a.name", "a.id"])
    .limit(limit)
    .select<Member[]>({ id: "a.id", name: "a.name", email: "l.email" });
}

/** The administrators of the installation, by name; at most `limit`. */
export async function administrators({ db }: Pick<Scope, "db">, limit: number): Promise<Member[]> {
  return await db("agents as a")
    .join("logins as l", "l.id", "a.login_id")
    .where("a.is_administrator", true)
    .whereNull("a.disabled_at")
    .orderBy(["a.name", "a.id"])
    .limit(limit)
    .select<Member[]>({ id: "a.id", name: "a.name", email: "l.email" });
}

/** The members of one portal in another, with their roles. */
export async function copyMembers(db: Knex, from: number, to: number): Promise<void> {
  await db.raw(
    `INSERT IGNORE INTO portal_members (portal_id, agent_id, role, created_at)
     SELECT ?, agent_id, role, NOW(3) FROM portal_members WHERE portal_id = ?`,
    [to, from],
  );
}
