import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { insertAccount, setDomains, updateAccount } from "./accounts.repository.ts";
import {
  contactById,
  type ContactDetails,
  insertContact,
  setContactDisabled,
  updateContact,
} from "./contacts.repository.ts";
import { moveInvitation } from "./invitation-rows.repository.ts";
import { assertMayEditContacts } from "./people.policy.ts";
import type { AccountForm, ContactForm } from "./people.schema.ts";

/** @returns its id. @throws InvalidInput when the portal has a contact of this address. */
export function createContact(ctx: Context, input: ContactForm): Promise<number> {
  assertMayEditContacts(ctx.actor);
  const { email } = input;
  if (!email) throw new InvalidInput({ email: { key: "shared.required" } });
  return beside(insertContact(ctx, details(input, email), ctx.now));
}

/** The address of somebody who signs in with it stays: it is theirs, in every portal. */
export function changeContact(ctx: Context, id: number, input: ContactForm): Promise<void> {
  assertMayEditContacts(ctx.actor);
  return beside(
    transaction(ctx, async (tx) => {
      const contact = await contactById(tx, id);
      const email = contact.loginId === null ? (input.email ?? contact.email) : contact.email;
      await updateContact(tx, id, details(input, email), tx.now);
      if (email !== contact.email) await moveInvitation(tx, id, email);
    }),
  );
}

/** A disabled contact is out at the next click; their requests stay. */
export async function disableContact(ctx: Context, id: number, disabled: boolean): Promise<void> {
  assertMayEditContacts(ctx.actor);
  await contactById(ctx, id);
  await setContactDisabled(ctx, id, disabled ? ctx.now : null, ctx.now);
}

export function createAccount(ctx: Context, { domains, ...account }: AccountForm): Promise<number> {
  assertMayEditContacts(ctx.actor);
  return beside(
    transaction(ctx, async (tx) => {
      const id = await insertAccount(tx, account, tx.now);
      await setDomains(tx, id, domains);
      return id;
    }),
  );
}

export function changeAccount(ctx: Context, id: number, { domains, ...account }: AccountForm): Promise<void> {
  assertMayEditContacts(ctx.actor);
  return beside(
    transaction(ctx, async (tx) => {
      await updateAccount(tx, id, account, tx.now);
      await setDomains(tx, id, domains);
    }),
  );
}

const details = (
  { name, phone, mobile, account, seesAccount }: ContactForm,
  email: string,
): ContactDetails => ({
  name,
  email,
  phone,
  mobile,
  accountId: account,
  seesAccount,
});

/** What the keys of the tables refuse, beside its field. */
async function beside<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { errno, sqlMessage = "" } = error as { errno?: number; sqlMessage?: string };
    if (errno === 1062)
      throw new InvalidInput(
        sqlMessage.includes("accounts_name")
          ? { name: { key: "accounts.nameTaken" } }
          : sqlMessage.includes("PRIMARY")
            ? { domains: { key: "accounts.domainTaken" } }
            : { email: { key: "accounts.emailTaken" } },
      );
    // An account of another portal: the composite key says no.
    if (errno === 1452) throw new InvalidInput({ account: { key: "shared.notValid" } });
    throw error;
  }
}
