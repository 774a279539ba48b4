import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";
import type { Invitation, InvitationState } from "./invitation.ts";

const columns = {
  id: "i.id",
  portalId: "i.portal_id",
  contactId: "i.contact_id",
  agentId: "i.agent_id",
  email: "i.email",
  sentBy: "i.sent_by",
  sentCount: "i.sent_count",
  sentAt: "i.sent_at",
  expiresAt: "i.expires_at",
  acceptedAt: "i.accepted_at",
  revokedAt: "i.revoked_at",
  revokedBy: "i.revoked_by",
};
/** In all portals: for administration, and for a mailed link. */
const invitations = (db: Knex) => db("invitations as i").select<Invitation[]>(columns);

/** Whom it invites: one of the two. */
export type Invitee = { readonly contactId: number } | { readonly agentId: number };
const of = (invitee: Invitee) =>
  "contactId" in invitee ? { contact_id: invitee.contactId } : { agent_id: invitee.agentId };

/** Stores that the person was invited now, for the first time or again. @returns the invitation's id. */
export async function saveInvitation(
  { db, portalId }: Scope,
  given: Invitee & { email: string; sentBy: string; expiresAt: Date; acceptedAt: Date | null; now: Date },
): Promise<number> {
  const sent = {
    email: given.email,
    sent_by: given.sentBy,
    sent_at: given.now,
    expires_at: given.expiresAt,
    accepted_at: given.acceptedAt,
    revoked_at: null,
    revoked_by: "",
  };
  // An agent's stands in the portal that they worked in first, and stays there.
  await db("invitations")
    .insert({ portal_id: portalId, ...of(given), ...sent, created_at: given.now })
    .onConflict()
    .merge({ ...sent, sent_count: db.raw("sent_count + 1") });
  const row = db("invitations").where(
    "contactId" in given ? { portal_id: portalId, ...of(given) } : of(given),
  );
  return (await one(row.select<{ id: number }[]>("id"))).id;
}

export const invitationOfContact = ({ db, portalId }: Scope, contactId: number): Promise<Invitation | null> =>
  first(invitations(db).where({ "i.portal_id": portalId, "i.contact_id": contactId }));

export const invitationOfAgent = (db: Knex, agentId: number): Promise<Invitation | null> =>
  first(invitations(db).where("i.agent_id", agentId));

/** By the number that a mailed link carries, in whatever portal. */
export const invitationById = (db: Knex, id: number): Promise<Invitation | null> =>
  first(invitations(db).where("i.id", id));

export interface ListedInvitation extends Invitation {
  readonly name: string;
  readonly portal: string;
  readonly portalSlug: string;
}
export interface InvitationFilter {
  readonly portalId: number | null;
  readonly state: InvitationState | null;
  readonly q: string;
}

/** The newest first, in all portals or in one; below `before` (an id) when given. */
export function listInvitations(
  db: Knex,
  { portalId, state, q }: InvitationFilter,
  { page, size, now }: { page: number; size: number; now: Date },
): PromiseLike<ListedInvitation[]> {
  const query = db("invitations as i")
    .join("portals as p", "p.id", "i.portal_id")
    .leftJoin("contacts as c", (on) => on.on("c.portal_id", "i.portal_id").andOn("c.id", "i.contact_id"))
    .leftJoin("agents as a", "a.id", "i.agent_id")
    .orderBy([
      { column: "i.sent_at", order: "desc" },
      { column: "i.id", order: "desc" },
    ])
    .limit(size + 1)
    .offset(page * size);
  if (portalId !== null) query.where("i.portal_id", portalId);
  if (q !== "") query.where("i.email", "like", `${q.replace(/[\\%_]/g, "\\$&")}%`);
  if (state === "accepted") query.whereNotNull("i.accepted_at");
  else if (state !== null) {
    query.whereNull("i.accepted_at");
    if (state === "revoked") query.whereNotNull("i.revoked_at");
    else query.whereNull("i.revoked_at").where("i.expires_at", state === "pending" ? ">" : "<=", now);
  }
  const name = db.raw<string>("COALESCE(c.name, a.name) AS name");
  return query.select({ ...columns, portal: "p.name", portalSlug: "p.slug" }).select(name) as PromiseLike<
    ListedInvitation[]
  >;
}

/** Those of the ids that nobody accepted or revoked, locked until the transaction ends. */
export const unansweredForUpdate = (db: Knex, ids: readonly number[]): Promise<Invitation[]> =>
  invitations(db).whereIn("i.id", ids).whereNull("i.accepted_at").forUpdate();

export async function markRevoked(db: Knex, id: number, by: string, now: Date): Promise<void> {
  await db("invitations").where({ id }).update({ revoked_at: now, revoked_by: by });
}

/** What this person did by a link, a code or a new password accepts every invitation of the address that is still open. */
export async function acceptInvitations(db: Knex, email: string, now: Date): Promise<void> {
  await db("invitations")
    .where({ email, accepted_at: null, revoked_at: null })
    .where("expires_at", ">", now)
    .update({ accepted_at: now });
}

/** Whatever way this login came in by (an identity provider, a directory): the places that it opens were accepted with it. */
export async function acceptInvitationsOf(db: Knex, loginId: number, now: Date): Promise<void> {
  for (const [table, column, key] of [
    ["contacts", "contact_id", "p.portal_id = i.portal_id AND p.id = i.contact_id"],
    ["agents", "agent_id", "p.id = i.agent_id"],
  ] as const)
    await db.raw(
      `UPDATE ${table} p JOIN invitations i ON ${key} AND i.${column} IS NOT NULL SET i.accepted_at = ?
       WHERE p.login_id = ? AND i.accepted_at IS NULL AND i.revoked_at IS NULL`,
      [now, loginId],
    );
}

/** The contact's address was changed before they came in: links to the former one open nothing. */
export async function moveInvitation(
  { db, portalId }: Scope,
  contactId: number,
  email: string,
): Promise<void> {
  await db("invitations").where({ portal_id: portalId, contact_id: contactId }).update({ email });
}
