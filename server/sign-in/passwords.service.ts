import { invitedPerson, linkInvitedContacts } from "../accounts/index.ts";
import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { endLinks, type LinkKind, takeLink } from "./links.repository.ts";
import { linkOf } from "./links.service.ts";
import { insertLogin, type Login, loginByEmail, loginById, setPasswordHash } from "./logins.repository.ts";
import { passwordProblem } from "./password-rules.ts";
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
export async function resetPassword(ctx: GlobalContext, token: string, password: string): Promise<Login> {
  const { email } = await mustOpen(ctx, "password-reset", token);
  const login = await loginByEmail(ctx.db, email);
  if (!login) throw expired();
  await assertGood(ctx, password, email);
  const hash = await hashPassword(password);
  await transaction(ctx, async (tx) => {
    await use(tx, "password-reset", token);
    await setPasswordHash(tx.db, login.id, hash);
    await deleteSessions(tx.db, login.id);
  });
  return login;
}

/**
 * Somebody invited chooses a password: their login is made (or the one of this address found), and every portal that invited the
 * address opens to it. @returns the login. @throws InvalidInput
 */
export async function acceptInvitation(ctx: GlobalContext, token: string, password: string): Promise<number> {
  const { email } = await mustOpen(ctx, "invitation", token);
  await assertGood(ctx, password, email);
  const hash = await hashPassword(password);
  return transaction(ctx, async (tx) => {
    await use(tx, "invitation", token);
    const known = await loginByEmail(tx.db, email);
    // An invitation gives a first password; it never replaces one.
    if (known?.passwordHash) throw new InvalidInput({ form: { key: "sign-in.alreadyAccepted" } });
    const loginId = known?.id ?? (await insertLogin(tx.db, email, tx.now));
    await setPasswordHash(tx.db, loginId, hash);
    await linkInvitedContacts(tx.db, email, loginId);
    return loginId;
  });
}

/** A signed-in person changes the password and is signed out everywhere but here. @throws InvalidInput */
export async function changePassword(
  ctx: GlobalContext,
  loginId: number,
  change: { current: string; password: string; session: string },
): Promise<void> {
  const login = await loginById(ctx.db, loginId);
  if (!login || !(await verifyPassword(login.passwordHash, change.current)))
    throw new InvalidInput({ current: { key: "sign-in.currentWrong" } });
  await assertGood(ctx, change.password, login.email);
  const hash = await hashPassword(change.password);
  await transaction(ctx, async (tx) => {
    await setPasswordHash(tx.db, loginId, hash);
    await endLinks(tx.db, "password-reset", login.email, tx.now);
    await deleteSessions(tx.db, loginId, change.session);
  });
}

/** @throws InvalidInput when the password is too easy to guess for this person. */
export async function assertGood(
  ctx: GlobalContext,
  password: string,
  email: string,
  name?: string,
): Promise<void> {
  const problem = passwordProblem(password, {
    email,
    name: name ?? (await invitedPerson(ctx.db, email))?.name ?? "",
  });
  if (problem) throw new InvalidInput({ password: { key: problem } });
}

const expired = () => new InvalidInput({ form: { key: "sign-in.linkExpired" } });

async function mustOpen(ctx: GlobalContext, kind: LinkKind, token: string) {
  const link = await linkOf(ctx, kind, token);
  if (!link) throw expired();
  return link;
}

async function use(tx: GlobalContext, kind: LinkKind, token: string): Promise<void> {
  const link = await mustOpen(tx, kind, token);
  if (!(await takeLink(tx.db, link.id, tx.now))) throw expired();
  await endLinks(tx.db, kind, link.email, tx.now);
}

/** The first administrator's password; checked by the caller. */
export async function givePassword(
  db: GlobalContext["db"],
  loginId: number,
  password: string,
): Promise<void> {
  await setPasswordHash(db, loginId, await hashPassword(password));
}
