import type { Knex } from "knex";
import type { ContactActor } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";
import type { Priority } from "./ticket.ts";

/** What a guest wrote, as it waits. */
export interface GuestFields {
  readonly subject: string;
  readonly bodyHtml: string;
  readonly categoryId: number | null;
  readonly priority: Priority;
  readonly attachmentIds: readonly number[];
}
export interface GuestRequest {
  readonly id: number;
  readonly customerPortalId: number;
  readonly name: string;
  readonly email: string;
  /** null when it became a ticket: then nothing of it is kept here. */
  readonly fields: GuestFields | null;
  readonly ticketId: number | null;
  readonly expiresAt: Date;
}

const columns = {
  id: "id",
  customerPortalId: "customer_portal_id",
  name: "name",
  email: "email",
  fields: "fields",
  ticketId: "ticket_id",
  expiresAt: "expires_at",
};
type Row = Omit<GuestRequest, "fields"> & { fields: string };
const toGuestRequest = (row: Row): GuestRequest => ({
  ...row,
  fields: row.ticketId === null ? (JSON.parse(row.fields) as GuestFields) : null,
});

const guestRequests = ({ db, portalId }: Scope) => db("guest_requests").where({ portal_id: portalId });

export async function insertGuestRequest(
  { db, portalId }: Scope,
  row: {
    customerPortalId: number;
    name: string;
    email: string;
    owner: string;
    fields: GuestFields;
    expiresAt: Date;
    createdAt: Date;
  },
): Promise<number> {
  const [id] = (await db("guest_requests").insert({
    portal_id: portalId,
    customer_portal_id: row.customerPortalId,
    name: row.name,
    email: row.email,
    owner: row.owner,
    fields: JSON.stringify(row.fields),
    expires_at: row.expiresAt,
    created_at: row.createdAt,
  })) as [number];
  return id;
}

/** Locks it, so that a link that is opened twice makes one ticket. */
export const guestRequestForUpdate = async (
  scope: Scope,
  by: { readonly id: number } | { readonly token_hash: string },
): Promise<GuestRequest | null> => {
  const row = await first(guestRequests(scope).where(by).forUpdate().select(columns) as PromiseLike<Row[]>);
  return row && toGuestRequest(row);
};

export const guestRequestOfToken = async (scope: Scope, tokenHash: string): Promise<GuestRequest | null> => {
  const row = await first(
    guestRequests(scope).where({ token_hash: tokenHash }).select(columns) as PromiseLike<Row[]>,
  );
  return row && toGuestRequest(row);
};

export async function setGuestToken(
  scope: Scope,
  id: number,
  { tokenHash, expiresAt }: { tokenHash: string; expiresAt: Date },
): Promise<void> {
  await guestRequests(scope).where({ id }).update({ token_hash: tokenHash, expires_at: expiresAt });
}

/** What it said is in the ticket now; the link still finds the number until it expires. */
export async function becameTicket(scope: Scope, id: number, ticketId: number): Promise<void> {
  await guestRequests(scope).where({ id }).update({ ticket_id: ticketId, fields: "{}" });
}

export const deleteGuestRequest = (scope: Scope, id: number): Promise<number> =>
  guestRequests(scope).where({ id }).delete() as unknown as Promise<number>;

/** Of all portals. */
export const expiredGuestRequests = (
  db: Knex,
  now: Date,
  limit: number,
): Promise<{ id: number; portalId: number }[]> =>
  db("guest_requests")
    .where("expires_at", "<", now)
    .orderBy("expires_at")
    .limit(limit)
    .select({ id: "id", portalId: "portal_id" }) as unknown as Promise<{ id: number; portalId: number }[]>;

interface ContactRow {
  id: number;
  loginId: number | null;
  accountId: number | null;
  name: string;
  email: string;
  disabledAt: Date | null;
}

/**
 * The contact of an address in this portal, made when there is none: without login, so nobody signs in as them. Null when an
 * administrator disabled them.
 */
export async function contactOfAddress(
  { db, portalId }: Scope,
  { name, email, now }: { name: string; email: string; now: Date },
): Promise<ContactActor | null> {
  await db("contacts")
    .insert({ portal_id: portalId, name, email, created_at: now, updated_at: now })
    .onConflict(["portal_id", "email"])
    .ignore();
  // A locking read: one that somebody else added meanwhile is not in this transaction's snapshot.
  const row = await one(
    db("contacts").where({ portal_id: portalId, email }).forShare().select({
      id: "id",
      loginId: "login_id",
      accountId: "account_id",
      name: "name",
      email: "email",
      disabledAt: "disabled_at",
    }) as PromiseLike<ContactRow[]>,
  );
  const { disabledAt, loginId, ...contact } = row;
  return disabledAt ? null : { kind: "contact", ...contact, loginId: loginId ?? 0, seesAccount: false };
}
