import { randomBytes } from "node:crypto";
import { acceptInvitations, invitedPerson, linkInvitedContacts } from "../accounts/index.ts";
import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { isOfDirectory } from "../directory/index.ts";
import { mailingContext } from "../mail/index.ts";
import { formerPasswords, rememberPassword } from "./former-passwords.repository.ts";
import { endLinks, takeLink } from "./links.repository.ts";
import { linkOf } from "./links.service.ts";
import { insertLogin, type Login, loginByEmail, loginById, setPasswordHash } from "./logins.repository.ts";
import { commonPasswords } from "./common-passwords.ts";
import { passwordProblem } from "./password-rules.ts";
import { longestDays, refuseGuessable, remembered, shortest } from "./passwords.settings.ts";
import { passwordChanged } from "./notices.events.ts";
import { passwordResetRequested } from "./passwords.events.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import { deleteSessions } from "./sessions.repository.ts";

/** Asks for a link that sets a new password. The same is done for every address; a worker finds out whether it is somebody's. */
export const requestPasswordReset = (
  ctx: Context,
  email: string,
  customerPortalId: number | null,
): Promise<void> => transaction(ctx, (tx) => tx.emit(passwordResetRequested, { email, customerPortalId }));

/** Sets the password of the link's owner and ends all their sessions; the caller tells the processes. @returns whose it is. @throws InvalidInput */
export async function resetPassword(ctx: Context, token: string, password: string): Promise<Login> {
  const { email } = await mustOpen(ctx, token);
  const login = await loginByEmail(ctx.db, email);
  if (!login) throw expired();
  await assertGood(ctx, password, email);
  await assertNew(ctx, login.id, password);
  const hash = await hashPassword(password);
  await transaction(ctx, async (tx) => {
    await use(tx, token);
    await choosePassword(tx, login.id, hash);
    await deleteSessions(tx.db, login.id);
    await tell(tx, login.id);
  });
  return login;
}

/** A signed-in person changes the password and is signed out everywhere but here. @throws InvalidInput */
export async function changePassword(
  ctx: Context,
  loginId: number,
  change: { current: string; password: string; session: string },
): Promise<void> {
  const login = await loginById(ctx.db, loginId);
  await assertOurs(ctx, loginId);
  if (!login || !(await verifyPassword(login.passwordHash, change.current)))
    throw new InvalidInput({ current: { key: "sign-in.currentWrong" } });
  await assertGood(ctx, change.password, login.email);
  await assertNew(ctx, loginId, change.password);
  const hash = await hashPassword(change.password);
  await transaction(ctx, async (tx) => {
    await choosePassword(tx, loginId, hash);
    await endLinks(tx.db, "password-reset", login.email, tx.now);
    await deleteSessions(tx.db, loginId, change.session);
    await tell(tx, loginId);
  });
}

/** @throws InvalidInput when the password is too easy to guess for this person. */
export async function assertGood(
  ctx: GlobalContext,
  password: string,
  email: string,
  name?: string,
): Promise<void> {
  const problem = passwordProblem(
    password,
    {
      email,
      name: name ?? (await invitedPerson(ctx.db, email))?.name ?? "",
    },
    { shortest: shortest.get(), breached: refuseGuessable.get() ? await commonPasswords() : null },
  );
  if (problem) throw new InvalidInput({ password: { key: problem, values: { min: shortest.get() } } });
}

/** @throws InvalidInput when it is the password now, or one of those before. */
async function assertNew({ db }: GlobalContext, loginId: number, password: string): Promise<void> {
  const login = await loginById(db, loginId);
  const before = [login?.passwordHash ?? "", ...(await formerPasswords(db, loginId, remembered.get()))];
  for (const hash of remembered.get() > 0 ? before.filter(Boolean) : [])
    if (await verifyPassword(hash, password))
      throw new InvalidInput({ password: { key: "sign-in.passwordUsed" } });
}

/** Whether the password has to be changed before the person goes on: it is temporary, or older than the setting allows. */
export async function mustChangePassword({ db, now }: GlobalContext, loginId: number): Promise<boolean> {
  const login = await loginById(db, loginId);
  // A directory has it, and its own rules.
  if (!login?.passwordHash) return false;
  const days = longestDays.get();
  const age = now.getTime() - (login?.passwordChangedAt?.getTime() ?? 0);
  return login.mustChange === 1 || (days > 0 && age > days * 86_400_000);
}

/** A password in place of one that had to be changed; every earlier session ends. @throws InvalidInput */
export async function replacePassword(ctx: Context, loginId: number, password: string): Promise<void> {
  const login = await loginById(ctx.db, loginId);
  if (!login) throw notFound("login");
  await assertGood(ctx, password, login.email);
  await assertNew(ctx, loginId, password);
  if (await verifyPassword(login.passwordHash, password))
    throw new InvalidInput({ password: { key: "sign-in.passwordUsed" } });
  const hash = await hashPassword(password);
  await transaction(ctx, async (tx) => {
    await choosePassword(tx, loginId, hash);
    await deleteSessions(tx.db, loginId);
    await tell(tx, loginId);
  });
}

/** Has the owner told: they may not have been the one. */
const tell = async (tx: Context, loginId: number): Promise<void> =>
  (await mailingContext(tx)).emit(passwordChanged, { loginId });

/** @throws InvalidInput for somebody whose password a directory has: one here would be a second one that nobody takes away. */
async function assertOurs(ctx: Pick<GlobalContext, "db">, loginId: number): Promise<void> {
  if (await isOfDirectory(ctx, loginId)) throw new InvalidInput({ form: { key: "sign-in.ofDirectory" } });
}

/** The new password is in force, the former one remembered. */
export async function choosePassword(
  tx: GlobalContext,
  loginId: number,
  hash: string,
  temporary = false,
): Promise<void> {
  await assertOurs(tx, loginId);
  const login = await loginById(tx.db, loginId);
  if (login?.passwordHash) await rememberPassword(tx.db, loginId, login.passwordHash, remembered.get());
  await setPasswordHash(tx.db, loginId, hash, { now: tx.now, temporary });
  // Who replaces the temporary password of an invitation has come in.
  if (login?.mustChange === 1 && !temporary) await acceptInvitations(tx.db, login.email, tx.now);
}

/**
 * A temporary password for somebody invited who has none, with the login where there is none either.
 * @returns it, for the mail and nowhere else.
 */
export async function giveTemporaryPassword(ctx: GlobalContext, email: string): Promise<string> {
  const password = temporaryPassword();
  const hash = await hashPassword(password);
  await transaction(ctx, async (tx) => {
    const loginId = (await loginByEmail(tx.db, email))?.id ?? (await insertLogin(tx.db, email, tx.now));
    await choosePassword(tx, loginId, hash, true);
    await linkInvitedContacts(tx.db, email, loginId, tx.now);
  });
  return password;
}

/** 80 bits in letters and digits that cannot be taken for each other. */
const temporaryPassword = (): string =>
  [...randomBytes(16)]
    .map((byte) => "abcdefghjkmnpqrstuvwxyz23456789ABC"[byte & 31] ?? "")
    .join("")
    .replace(/(.{4})(?=.)/g, "$1-");

const expired = () => new InvalidInput({ form: { key: "sign-in.linkExpired" } });

async function mustOpen(ctx: GlobalContext, token: string) {
  const link = await linkOf(ctx, "password-reset", token);
  if (!link) throw expired();
  return link;
}

async function use(tx: GlobalContext, token: string): Promise<void> {
  const link = await mustOpen(tx, token);
  if (!(await takeLink(tx.db, link.id, tx.now))) throw expired();
  await endLinks(tx.db, "password-reset", link.email, tx.now);
}

/** The first administrator's password; checked by the caller. */
export async function givePassword(ctx: GlobalContext, loginId: number, password: string): Promise<void> {
  await setPasswordHash(ctx.db, loginId, await hashPassword(password), { now: ctx.now, temporary: false });
}
