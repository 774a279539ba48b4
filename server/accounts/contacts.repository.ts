import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";

export interface Contact {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** E.164. */
  readonly mobile: string | null;
  readonly accountId: number | null;
  readonly accountName: string | null;
  readonly seesAccount: boolean;
  readonly loginId: number | null;
  readonly invitedAt: Date | null;
  readonly disabledAt: Date | null;
}
interface Stored extends Omit<Contact, "seesAccount"> {
  readonly seesAccount: number;
}

const contacts = ({ db, portalId }: Scope) => db("contacts").where({ "contacts.portal_id": portalId });

const withAccount = (scope: Scope) =>
  contacts(scope)
    .leftJoin("accounts", (on) =>
      on.on("accounts.portal_id", "contacts.portal_id").andOn("accounts.id", "contacts.account_id"),
    )
    .select<Stored[]>({
      id: "contacts.id",
      name: "contacts.name",
      email: "contacts.email",
      phone: "contacts.phone",
      mobile: "contacts.mobile",
      accountId: "contacts.account_id",
      accountName: "accounts.name",
      seesAccount: "contacts.sees_account",
      loginId: "contacts.login_id",
      invitedAt: "contacts.invited_at",
      disabledAt: "contacts.disabled_at",
    });

const toContact = (row: Stored): Contact => ({ ...row, seesAccount: row.seesAccount === 1 });

export const pageSize = 50;
/** What begins like this; a percent sign or an underscore is only itself. */
export const prefix = (text: string) => `${text.replace(/[\\%_]/g, "\\$&")}%`;

/** A page of contacts by name, whose name or address begins with `q`, after the one named; one more than a page when there is a next. */
export async function contactsPage(
  scope: Scope,
  { q, accountId, after }: { q: string; accountId: number | null; after: number | null },
): Promise<Contact[]> {
  const query = withAccount(scope)
    .orderBy([{ column: "contacts.name" }, { column: "contacts.id" }])
    .limit(pageSize + 1);
  if (accountId !== null) query.where("contacts.account_id", accountId);
  if (q !== "")
    query.where((either) =>
      either
        .where("contacts.name", "like", prefix(q))
        .orWhere("contacts.email", "like", prefix(q.toLowerCase())),
    );
  const last =
    after === null
      ? null
      : await first(contacts(scope).where({ id: after }).select<{ name: string }[]>("name"));
  if (last)
    query.where((later) =>
      later
        .where("contacts.name", ">", last.name)
        .orWhere((same) => same.where("contacts.name", last.name).where("contacts.id", ">", after)),
    );
  return (await query).map(toContact);
}

/** @throws AppError 404, also for a contact of another portal. */
export const contactById = async (scope: Scope, id: number): Promise<Contact> =>
  toContact(await one(withAccount(scope).where("contacts.id", id), "contact"));

/** Those of the portal that have one of the addresses. */
export const contactsByEmail = async (scope: Scope, emails: readonly string[]): Promise<Contact[]> =>
  (await withAccount(scope).whereIn("contacts.email", emails)).map(toContact);

/** The contact of the address in this portal, or null. */
export const contactByEmail = async (scope: Scope, email: string): Promise<Contact | null> =>
  (await contactsByEmail(scope, [email]))[0] ?? null;

export interface ContactDetails {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** Undefined: as it is. */
  readonly mobile?: string | null | undefined;
  readonly accountId: number | null;
  readonly seesAccount: boolean;
}
const columns = ({ name, email, phone, mobile, accountId, seesAccount }: ContactDetails) => ({
  name,
  email,
  phone,
  ...(mobile === undefined ? {} : { mobile }),
  account_id: accountId,
  sees_account: seesAccount,
});

export async function insertContact(
  { db, portalId }: Scope,
  details: ContactDetails,
  now: Date,
): Promise<number> {
  const [id] = (await db("contacts").insert({
    portal_id: portalId,
    ...columns(details),
    created_at: now,
    updated_at: now,
  })) as [number];
  return id;
}

export async function updateContact(
  scope: Scope,
  id: number,
  details: ContactDetails,
  now: Date,
): Promise<void> {
  await contacts(scope)
    .where({ id })
    .update({ ...columns(details), updated_at: now });
}

/** `loginId` when the person has one already: then this portal opens to it at once. */
export async function markInvited(
  scope: Scope,
  id: number,
  loginId: number | null,
  now: Date,
): Promise<void> {
  await contacts(scope)
    .where({ id })
    .update({ invited_at: now, ...(loginId === null ? {} : { login_id: loginId }) });
}

export async function setContactDisabled(
  scope: Scope,
  id: number,
  disabledAt: Date | null,
  now: Date,
): Promise<void> {
  await contacts(scope).where({ id }).update({ disabled_at: disabledAt, updated_at: now });
}

/** Nobody was invited: neither a link nor a temporary password opens the portal to them. */
export async function closeToContact(scope: Scope, id: number): Promise<void> {
  await contacts(scope).where({ id }).update({ invited_at: null, login_id: null });
}

/** The login of this address, if its owner has chosen a password; a temporary one was not chosen. */
export const joinedLogin = async ({ db }: Pick<Scope, "db">, email: string): Promise<number | null> =>
  (
    await first(
      db("logins")
        .where({ email, must_change_password: 0 })
        .whereNotNull("password_hash")
        .select<{ id: number }[]>("id"),
    )
  )?.id ?? null;

/** Whether the password of this login is still the one that an invitation gave. */
export const isTemporary = async ({ db }: Pick<Scope, "db">, loginId: number): Promise<boolean> =>
  (await first(db("logins").where({ id: loginId, must_change_password: 1 }).select("id"))) !== null;
