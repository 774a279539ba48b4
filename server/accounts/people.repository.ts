import type { Scope } from "../core/context.ts";

const contacts = ({ db, portalId }: Scope) => db("contacts").where({ "contacts.portal_id": portalId });

/** What contacts may change about themselves. */
export async function updateOwnContact(
  scope: Scope,
  id: number,
  own: { name: string; phone: string; mobile?: string | null | undefined },
  now: Date,
): Promise<void> {
  await contacts(scope)
    .where({ id })
    .update({
      name: own.name,
      phone: own.phone,
      ...(own.mobile === undefined ? {} : { mobile: own.mobile }),
      updated_at: now,
    });
}

export async function phoneOfContact(scope: Scope, id: number): Promise<string> {
  const row = await contacts(scope).where({ id }).first<{ phone: string } | undefined>("phone");
  return row?.phone ?? "";
}
