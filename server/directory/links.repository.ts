import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import type { Link } from "./plan.ts";

/** Who here an entry is. With a login the directory has their password. */
export async function insertLink(
  { db, portalId }: Scope,
  link: { directoryId: number } & Omit<Link, "id" | "goneAt">,
  now: Date,
): Promise<void> {
  await db("directory_people").insert({
    portal_id: portalId,
    directory_id: link.directoryId,
    external_id: link.externalId,
    contact_id: link.contactId,
    agent_id: link.agentId,
    login_id: link.loginId,
    created_at: now,
  });
}

export async function updateLink(
  { db, portalId }: Scope,
  id: number,
  change: { loginId?: number; goneAt?: Date | null },
): Promise<void> {
  const row = {
    ...(change.loginId === undefined ? {} : { login_id: change.loginId }),
    ...(change.goneAt === undefined ? {} : { gone_at: change.goneAt }),
  };
  if (Object.keys(row).length > 0)
    await db("directory_people").where({ portal_id: portalId, id }).update(row);
}

/** A login without a password: the directory has it. */
export async function insertDirectoryLogin(db: Knex, email: string, now: Date): Promise<number> {
  const [id] = (await db("logins").insert({ email, created_at: now })) as [number];
  return id;
}

/** From now on the directory has the password. */
export async function forgetPassword(db: Knex, loginId: number): Promise<void> {
  await db("logins")
    .where({ id: loginId })
    .update({ password_hash: null, must_change_password: 0, failed_attempts: 0, locked_until: null });
}

export async function renameLogin(db: Knex, loginId: number, email: string): Promise<void> {
  await db("logins").where({ id: loginId }).update({ email });
}

/** What the directory says of a contact; the rest of the row is ours. */
export async function updateContactFields(
  { db, portalId }: Scope,
  id: number,
  fields: {
    email?: string;
    name?: string;
    phone?: string;
    mobile?: string | null;
    account_id?: number | null;
    disabled_at?: Date | null;
  },
  now: Date,
): Promise<void> {
  await db("contacts")
    .where({ portal_id: portalId, id })
    .update({ ...fields, updated_at: now });
}

/** Signs somebody out everywhere. */
export async function endSessions(db: Knex, loginId: number): Promise<void> {
  await db("sessions").where({ login_id: loginId }).delete();
}
