import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first } from "../core/db.ts";

/** A contact of an address, as far as the question goes whether they may come in. */
export interface KnownContact {
  readonly portalId: number;
  readonly id: number;
  readonly loginId: number | null;
  readonly invited: boolean;
  readonly disabled: boolean;
}

/** Who has the address in these portals. An invitation that ran out invites nobody. */
export async function contactsByAddress(
  db: Knex,
  portalIds: readonly number[],
  email: string,
  now: Date,
): Promise<KnownContact[]> {
  const outdated = db("invitations as i")
    .select("i.id")
    .whereRaw("i.portal_id = contacts.portal_id AND i.contact_id = contacts.id")
    .where("i.expires_at", "<=", now)
    .limit(1);
  const rows = (await db("contacts").whereIn("portal_id", portalIds).where({ email }).select({
    portalId: "portal_id",
    id: "id",
    loginId: "login_id",
    invitedAt: "invited_at",
    disabledAt: "disabled_at",
    outdated,
  })) as {
    portalId: number;
    id: number;
    loginId: number | null;
    invitedAt: Date | null;
    disabledAt: Date | null;
    outdated: number | null;
  }[];
  return rows.map(({ invitedAt, disabledAt, outdated: ranOut, ...row }) => ({
    ...row,
    invited: invitedAt !== null && ranOut === null,
    disabled: disabledAt !== null,
  }));
}

/** Opens the portal to the contact's login, unless it is open to one already. */
export async function openContact({ db, portalId }: Scope, id: number, loginId: number): Promise<void> {
  await db("contacts").where({ portal_id: portalId, id, login_id: null }).update({ login_id: loginId });
}

/** The account of this name in the portal, or null. */
export async function accountByName({ db, portalId }: Scope, name: string): Promise<number | null> {
  const row = await first<{ id: number }>(
    db("accounts").where({ portal_id: portalId, name }).select<{ id: number }[]>("id"),
  );
  return row?.id ?? null;
}

/** The agent that this login is, also a disabled one. */
export const agentOfLogin = (
  db: Knex,
  loginId: number,
): Promise<{ id: number; disabledAt: Date | null } | null> =>
  first(
    db("agents")
      .where({ login_id: loginId })
      .select<{ id: number; disabledAt: Date | null }[]>({ id: "id", disabledAt: "disabled_at" }),
  );
