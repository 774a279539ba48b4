import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { forbidden, InvalidInput } from "../core/errors.ts";
import {
  contactByEmail,
  contactsBeginning,
  insertContact,
  type KnownContact,
} from "./on-behalf.repository.ts";
import { type NewRequest, raiseRequest } from "./raising.service.ts";
import { mayAddContact, mayRaiseForOthers } from "./tickets.policy.ts";

const suggested = 8;

/** Contacts to choose from while an address or a name is being typed. @throws AppError 403 */
export async function contactsLike(ctx: Context, text: string): Promise<KnownContact[]> {
  if (!mayRaiseForOthers(ctx.actor)) throw forbidden();
  return text.length < 2 ? [] : contactsBeginning(ctx, text, suggested);
}

/**
 * Writes down a request that came another way (by phone, at the desk): it is the contact's, as if they had raised it. An address that
 * nobody has yet becomes a contact where the agent may add one.
 * @throws AppError 403; InvalidInput for an unknown address, for a new contact without a name, for a category of another portal.
 */
export function raiseOnBehalf(
  ctx: Context,
  person: { email: string; name: string },
  request: NewRequest,
): Promise<{ id: number; number: number }> {
  if (!mayRaiseForOthers(ctx.actor)) throw forbidden();
  return transaction(ctx, async (tx) => {
    const contact = (await contactByEmail(tx, person.email)) ?? (await newContact(tx, person));
    return raiseRequest(tx, { kind: "contact", loginId: 0, seesAccount: false, ...contact }, request);
  });
}

async function newContact(
  tx: Context,
  { email, name }: { email: string; name: string },
): Promise<KnownContact> {
  if (!mayAddContact(tx.actor)) throw new InvalidInput({ email: { key: "desk.new.unknownContact" } });
  if (name === "") throw new InvalidInput({ name: { key: "desk.new.nameNeeded", values: { email } } });
  return { id: await insertContact(tx, { email, name }, tx.now), email, name, accountId: null };
}
