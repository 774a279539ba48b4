import {
  accountByName,
  insertAccount,
  insertAgent,
  insertContact,
  openContact,
  type RoleName,
  roleNames,
  setRole,
  updateAgent,
} from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import type { Directory, Entry } from "./directory.ts";
import {
  endSessions,
  forgetPassword,
  insertDirectoryLogin,
  insertLink,
  renameLogin,
  updateContactFields,
  updateLink,
} from "./links.repository.ts";
import type { Step } from "./plan.ts";

type Create = Extract<Step, { action: "create" }>;
type Change = Extract<Step, { action: "change" | "same" }>;
type Deactivate = Extract<Step, { action: "deactivate" }>;

/** Does one step of a plan in the caller's transaction. */
export async function apply(tx: Context, directory: Directory, step: Step): Promise<void> {
  if (step.action === "create") await create(tx, directory, step);
  else if (step.action === "change") await change(tx, directory, step);
  else if (step.action === "deactivate") await deactivate(tx, step);
}

async function create(
  tx: Context,
  directory: Directory,
  { entry, standing, vouches }: Create,
): Promise<void> {
  const { name, email, phone, mobile, externalId } = entry;
  const link = { directoryId: directory.id, externalId };
  if (directory.people === "agents") {
    const { id, loginId } = await insertAgent(tx.db, { name, email, mobile, administrator: false }, tx.now);
    const role = roleNames.find((each) => each === directory.role) ?? ("agent" satisfies RoleName);
    await setRole(tx.db, { portalId: tx.portalId, agentId: id, role }, tx.now);
    if (vouches && standing?.hasPassword) await forgetPassword(tx.db, loginId);
    await insertLink(
      tx,
      { ...link, contactId: null, agentId: id, loginId: vouches ? loginId : null },
      tx.now,
    );
    return;
  }
  const accountId = await accountOf(tx, directory, entry);
  const contactId = await insertContact(
    tx,
    { name, email, phone, mobile, accountId, seesAccount: false },
    tx.now,
  );
  const loginId = standing?.loginId ?? (vouches ? await insertDirectoryLogin(tx.db, email, tx.now) : null);
  if (loginId !== null) await openContact(tx, contactId, loginId);
  if (vouches && loginId !== null && standing?.hasPassword) await forgetPassword(tx.db, loginId);
  await insertLink(tx, { ...link, contactId, agentId: null, loginId: vouches ? loginId : null }, tx.now);
}

async function change(tx: Context, directory: Directory, step: Change): Promise<void> {
  const { entry, standing, link, changes, vouches } = step;
  const has = new Set(changes);
  const { contactId, agentId } = standing;
  if (directory.people === "contacts" && contactId !== null)
    await updateContactFields(
      tx,
      contactId,
      {
        ...(has.has("email") ? { email: entry.email } : {}),
        ...(has.has("name") ? { name: entry.name } : {}),
        ...(has.has("phone") ? { phone: entry.phone } : {}),
        ...(has.has("mobile") ? { mobile: entry.mobile } : {}),
        ...(has.has("account") ? { account_id: await accountOf(tx, directory, entry) } : {}),
        ...(has.has("active") ? { disabled_at: null } : {}),
      },
      tx.now,
    );
  else if (agentId !== null)
    await updateAgent(
      tx.db,
      agentId,
      {
        ...(has.has("name") ? { name: entry.name } : {}),
        ...(has.has("mobile") ? { mobile: entry.mobile } : {}),
        ...(has.has("active") ? { disabledAt: null } : {}),
      },
      tx.now,
    );
  let { loginId } = standing;
  if (loginId !== null && has.has("email")) await renameLogin(tx.db, loginId, entry.email);
  if (vouches && loginId === null) {
    loginId = await insertDirectoryLogin(tx.db, entry.email, tx.now);
    if (contactId !== null) await openContact(tx, contactId, loginId);
  }
  const ours = vouches ? loginId : null;
  if (ours !== null && standing.hasPassword) await forgetPassword(tx.db, ours);
  const isAgent = directory.people === "agents";
  if (!link)
    await insertLink(
      tx,
      {
        directoryId: directory.id,
        externalId: entry.externalId,
        contactId: isAgent ? null : contactId,
        agentId: isAgent ? agentId : null,
        loginId: ours,
      },
      tx.now,
    );
  else
    await updateLink(tx, link.id, {
      ...(ours !== null && link.loginId === null ? { loginId: ours } : {}),
      ...(has.has("active") ? { goneAt: null } : {}),
    });
}

async function deactivate(tx: Context, { link, standing }: Deactivate): Promise<void> {
  if (link.contactId !== null) await updateContactFields(tx, link.contactId, { disabled_at: tx.now }, tx.now);
  if (link.agentId !== null) await updateAgent(tx.db, link.agentId, { disabledAt: tx.now }, tx.now);
  if (standing.loginId !== null) await endSessions(tx.db, standing.loginId);
  await updateLink(tx, link.id, { goneAt: tx.now });
}

/** The account that an entry names, made when there is none; else the fixed one. */
async function accountOf(tx: Context, directory: Directory, entry: Entry): Promise<number | null> {
  const name = entry.account || directory.accountName;
  if (name === "") return null;
  return (await accountByName(tx, name)) ?? (await insertAccount(tx, { name, description: "" }, tx.now));
}
