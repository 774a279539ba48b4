import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { accountById, accountsByName } from "./accounts.repository.ts";
import { contactsByEmail, insertContact } from "./contacts.repository.ts";
import { type InvitationLine, readLines } from "./invitation-lines.ts";
import { inviteContact } from "./invitations.service.ts";

/** A list that somebody wants to invite into one portal. */
export interface InvitationList {
  readonly text: string;
  /** For those whose line names no account. */
  readonly accountId: number | null;
}

/** What would happen to one line. `known`: a contact already, who is invited again. */
export interface CheckedLine extends InvitationLine {
  readonly known: number | null;
  readonly accountId: number | null;
}

/** So many are one transaction still. */
export const longestList = 500;

/** Reads the list against the portal; changes nothing. @throws InvalidInput for no people, or too many. */
export async function checkList(ctx: Context, { text, accountId }: InvitationList): Promise<CheckedLine[]> {
  const lines = readLines(text);
  if (lines.length === 0) throw new InvalidInput({ list: { key: "accounts.lists.empty" } });
  if (lines.length > longestList)
    throw new InvalidInput({
      list: { key: "accounts.lists.tooLong", values: { max: longestList, count: lines.length } },
    });
  if (accountId !== null) await accountById(ctx, accountId);
  const contacts = new Map(
    (
      await contactsByEmail(
        ctx,
        lines.map(({ email }) => email),
      )
    ).map((contact) => [contact.email, contact]),
  );
  const names = [...new Set(lines.map(({ account }) => account).filter(Boolean))];
  const accounts = new Map(
    (await accountsByName(ctx, names)).map(({ id, name }) => [name.toLowerCase(), id]),
  );
  return lines.map((line) => {
    const contact = contacts.get(line.email);
    const own = line.account === "" ? accountId : (accounts.get(line.account.toLowerCase()) ?? null);
    const problem =
      line.problem ??
      (contact?.disabledAt
        ? "accounts.lists.disabled"
        : contact && contact.loginId !== null
          ? "accounts.lists.in"
          : line.account !== "" && own === null
            ? "accounts.lists.noAccount"
            : null);
    return { ...line, problem, known: contact?.id ?? null, accountId: own };
  });
}

/**
 * Invites everybody of the list whose line has no problem: all of them or, when anything fails, nobody. One mail each, by the outbox.
 * @returns whom. @throws InvalidInput when the list means something else by now than what was shown.
 */
export function inviteList(
  ctx: Context,
  list: InvitationList & { readonly shown: number },
): Promise<CheckedLine[]> {
  return transaction(ctx, async (tx) => {
    const good = (await checkList(tx, list)).filter(({ problem }) => problem === null);
    if (good.length !== list.shown) throw new InvalidInput({ form: { key: "accounts.lists.changed" } });
    for (const { known, name, email, accountId } of good) {
      const details = { name, email, phone: "", accountId, seesAccount: false };
      await inviteContact(tx, known ?? (await insertContact(tx, details, tx.now)));
    }
    return good;
  });
}
