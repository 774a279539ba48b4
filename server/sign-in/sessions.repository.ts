import type { Knex } from "knex";

/** A signed-in browser, as its owner sees it. `id` is the hash of the session's id: naming it opens nothing. */
export interface OpenSession {
  readonly id: string;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: Date;
  /** To the minute; null for one that was not used since it is noted. */
  readonly lastActiveAt: Date | null;
}

export async function describeSession(
  db: Knex,
  id: string,
  userAgent: string,
  address: string,
): Promise<void> {
  await db("sessions")
    .where({ id_hash: id })
    .update({ user_agent: userAgent.slice(0, 250), address: address.slice(0, 45) });
}

export async function sessionsOf(db: Knex, loginId: number, now: Date): Promise<OpenSession[]> {
  return db("sessions")
    .where({ login_id: loginId })
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .limit(50)
    .select<OpenSession[]>({
      id: "id_hash",
      userAgent: "user_agent",
      address: "address",
      createdAt: "created_at",
      lastActiveAt: "last_active_at",
    });
}

/** Signs the person out everywhere, or everywhere else. The caller tells the processes (sessionsRevoked). */
export async function deleteSessions(db: Knex, loginId: number, except: string | null = null): Promise<void> {
  const query = db("sessions").where({ login_id: loginId });
  if (except) query.whereNot({ id_hash: except });
  await query.delete();
}

export async function deleteSession(db: Knex, loginId: number, id: string): Promise<void> {
  await db("sessions").where({ login_id: loginId, id_hash: id }).delete();
}

/** @returns how many had run out. */
export const deleteExpiredSessions = (db: Knex, now: Date): Promise<number> =>
  db("sessions").where("expires_at", "<", now).limit(10_000).delete();
