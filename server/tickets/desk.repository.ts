import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";
import type { Status } from "./ticket.ts";
import { tickets } from "./tickets.repository.ts";

export interface OtherRequest {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly status: Status;
}

const newestOf = (
  scope: Scope,
  column: "contact_id" | "account_id",
  id: number,
  limit: number,
): Promise<OtherRequest[]> =>
  tickets(scope)
    .where({ [`tickets.${column}`]: id })
    .orderBy([
      { column: "updated_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(limit)
    .select("id", "number", "subject", "status") as unknown as Promise<OtherRequest[]>;

/** The contact's requests that were updated last. */
export const requestsOfContact = (scope: Scope, contactId: number, limit: number) =>
  newestOf(scope, "contact_id", contactId, limit);
/** The account's requests that were updated last. */
export const requestsOfAccount = (scope: Scope, accountId: number, limit: number) =>
  newestOf(scope, "account_id", accountId, limit);

export async function accountName({ db, portalId }: Scope, accountId: number): Promise<string | null> {
  const [row] = await prepared<{ name: string }>(
    db,
    "SELECT name FROM accounts WHERE portal_id = ? AND id = ?",
    [portalId, accountId],
  );
  return row?.name ?? null;
}

/** Also of somebody who does not work here any more: a request may still be theirs. */
export async function agentName({ db }: Scope, agentId: number): Promise<string | null> {
  const [row] = await prepared<{ name: string }>(db, "SELECT name FROM agents WHERE id = ?", [agentId]);
  return row?.name ?? null;
}
