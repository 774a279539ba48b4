import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";
import { pageSize, prefix } from "./contacts.repository.ts";

export interface Account {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

const accounts = ({ db, portalId }: Scope) => db("accounts").where({ "accounts.portal_id": portalId });
const columns = ["id", "name", "description"] as const;

/** A page of accounts by name that begin with `q`, after the one named; one more than a page when there is a next. */
export async function accountsPage(
  scope: Scope,
  { q, after }: { q: string; after: number | null },
): Promise<Account[]> {
  const query = accounts(scope)
    .orderBy("name")
    .limit(pageSize + 1)
    .select<Account[]>(...columns);
  if (q !== "") query.where("name", "like", prefix(q));
  const last =
    after === null
      ? null
      : await first(accounts(scope).where({ id: after }).select<{ name: string }[]>("name"));
  // Names are unique in a portal.
  if (last) query.where("name", ">", last.name);
  return query;
}

/** @throws AppError 404, also for an account of another portal. */
export const accountById = (scope: Scope, id: number): Promise<Account> =>
  one(
    accounts(scope)
      .where({ id })
      .select<Account[]>(...columns),
    "account",
  );

/** Those of the portal that have one of the names. */
export const accountsByName = (scope: Scope, names: readonly string[]): Promise<Account[]> =>
  accounts(scope)
    .whereIn("name", names)
    .select<Account[]>(...columns);

/** For a choice in a form: the first thousand by name. */
export const accountChoices = (scope: Scope): Promise<Account[]> =>
  accounts(scope)
    .orderBy("name")
    .limit(1000)
    .select<Account[]>(...columns);

export async function insertAccount(
  { db, portalId }: Scope,
  account: Omit<Account, "id">,
  now: Date,
): Promise<number> {
  const [id] = (await db("accounts").insert({
    portal_id: portalId,
    ...account,
    created_at: now,
    updated_at: now,
  })) as [number];
  return id;
}

export async function updateAccount(
  scope: Scope,
  id: number,
  account: Omit<Account, "id">,
  now: Date,
): Promise<void> {
  await accounts(scope)
    .where({ id })
    .update({ ...account, updated_at: now });
}

/** The account that an address belongs to by its mail domain, or null. */
export async function accountByDomain({ db, portalId }: Scope, email: string): Promise<number | null> {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const row = await first(
    db("account_domains")
      .where({ portal_id: portalId, domain })
      .select<{ id: number }[]>({ id: "account_id" }),
  );
  return row?.id ?? null;
}

export const domainsOf = ({ db, portalId }: Scope, accountId: number): Promise<string[]> =>
  db("account_domains")
    .where({ portal_id: portalId, account_id: accountId })
    .orderBy("domain")
    .pluck<string[]>("domain");

/** @throws a duplicate key error for a domain of another account. */
export async function setDomains(
  { db, portalId }: Scope,
  accountId: number,
  domains: readonly string[],
): Promise<void> {
  await db("account_domains").where({ portal_id: portalId, account_id: accountId }).delete();
  if (domains.length > 0)
    await db("account_domains").insert(
      domains.map((domain) => ({ portal_id: portalId, account_id: accountId, domain })),
    );
}
