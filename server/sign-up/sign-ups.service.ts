import { createHash, randomBytes } from "node:crypto";
import {
  accountByDomain,
  assertMayEditContacts,
  type Contact,
  contactByEmail,
  insertContact,
  inviteContact,
  joinedLogin,
  openInvitation,
} from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { gone, InvalidInput, notFound } from "../core/errors.ts";
import { domainFits, type Front } from "../portals/index.ts";
import { assertGood, hashPassword, joinWithPassword } from "../sign-in/index.ts";
import { signUpAsked, signUpDeclined } from "./sign-ups.events.ts";
import {
  deleteTwins,
  giveToken,
  insertSignUp,
  moveSignUp,
  type SignUp,
  signUpById,
  signUpByToken,
} from "./sign-ups.repository.ts";
import type { SignUpForm } from "./sign-ups.schema.ts";

const linkMs = 86_400_000;

const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Somebody asks for access. The same is done for every address; a worker finds out what it is and mails its owner. @throws InvalidInput */
export function askSignUp(ctx: Context, front: Front, { name, email, consent }: SignUpForm): Promise<void> {
  if (!domainFits(front.signUp, email)) throw new InvalidInput({ email: { key: "sign-up.domainRefused" } });
  if (front.look.consentText && !consent)
    throw new InvalidInput({ consent: { key: "sign-up.consentNeeded" } });
  return transaction(ctx, async (tx) => {
    const expiresAt = new Date(tx.now.getTime() + linkMs);
    const row = { frontId: front.id, email, name, consented: consent, expiresAt, now: tx.now };
    await tx.emit(signUpAsked, { signUpId: await insertSignUp(tx, row) });
  });
}

/** Makes the link that confirms the address; only its hash is kept. */
export async function makeSignUpLink(ctx: Context, signUp: SignUp): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await giveToken(ctx, signUp, tokenHash(token), new Date(ctx.now.getTime() + linkMs));
  return token;
}

export interface Confirmable {
  readonly signUp: SignUp;
  /** A password has to be chosen with it. */
  readonly needsPassword: boolean;
}

/** What a mailed link confirms now; null for one that is used, replaced or older than a day, or when the portal takes nobody any more. */
export async function confirmable(ctx: Context, front: Front, token: string): Promise<Confirmable | null> {
  const signUp = await signUpByToken(ctx, tokenHash(token));
  if (!signUp || signUp.state !== "asked" || signUp.expiresAt <= ctx.now) return null;
  if (front.signUp.mode === "off" || !domainFits(front.signUp, signUp.email)) return null;
  const needsPassword = front.signUp.mode === "open" && (await joinedLogin(ctx, signUp.email)) === null;
  return { signUp, needsPassword };
}

/** waiting: for an agent. in: the portal is open to the login; with `chosen` the password was chosen just now. */
export type Confirmed =
  | { readonly kind: "waiting"; readonly email: string }
  | { readonly kind: "in"; readonly email: string; readonly loginId: number | null };

/** The owner of the address confirms. @throws InvalidInput; AppError 410 when the link works no longer. */
export async function confirmSignUp(
  ctx: Context,
  front: Front,
  token: string,
  password: string | null,
): Promise<Confirmed> {
  const found = await confirmable(ctx, front, token);
  if (!found) throw gone();
  const { signUp, needsPassword } = found;
  const { email } = signUp;
  if (needsPassword && !password) throw new InvalidInput({ password: { key: "shared.required" } });
  if (needsPassword && password) await assertGood(ctx, password, email, signUp.name);
  const hash = needsPassword && password ? await hashPassword(password) : null;
  return transaction(ctx, async (tx) => {
    const to = front.signUp.mode === "approval" ? "waiting" : "accepted";
    if (!(await moveSignUp(tx, signUp.id, { from: "asked", to, now: tx.now }))) throw gone();
    await deleteTwins(tx, signUp);
    if (to === "waiting") return { kind: "waiting", email };
    const contact = await contactFor(tx, signUp, await accountByDomain(tx, email));
    await openInvitation(tx, contact);
    return { kind: "in", email, loginId: hash === null ? null : await joinWithPassword(tx, email, hash) };
  });
}

/** Lets somebody in who waits: they are invited like anybody else. @throws AppError 404 when somebody else answered first. */
export function approveSignUp(ctx: Context, id: number, accountId: number | null): Promise<SignUp> {
  assertMayEditContacts(ctx.actor);
  return transaction(ctx, async (tx) => {
    const signUp = await signUpById(tx, id);
    await decide(tx, id, "accepted", "");
    const contact = await contactFor(tx, signUp, accountId);
    await inviteContact(tx, contact.id);
    return signUp;
  });
}

/** Turns somebody down who waits; the reason is mailed. @throws AppError 404 when somebody else answered first. */
export function declineSignUp(ctx: Context, id: number, reason: string): Promise<SignUp> {
  assertMayEditContacts(ctx.actor);
  return transaction(ctx, async (tx) => {
    const signUp = await signUpById(tx, id);
    await decide(tx, id, "declined", reason);
    await tx.emit(signUpDeclined, { signUpId: id });
    return signUp;
  });
}

async function decide(tx: Context, id: number, to: "accepted" | "declined", reason: string): Promise<void> {
  const by = "name" in tx.actor ? tx.actor.name : "";
  if (!(await moveSignUp(tx, id, { from: "waiting", to, now: tx.now, by, reason })))
    throw notFound("sign-up");
}

/** The contact of the address: one that was there before, or a new one. @throws AppError 410 for one who was disabled. */
async function contactFor(
  tx: Context,
  { email, name }: SignUp,
  accountId: number | null,
): Promise<Pick<Contact, "id" | "email" | "loginId">> {
  const known = await contactByEmail(tx, email);
  if (known?.disabledAt) throw gone();
  if (known) return known;
  const id = await insertContact(tx, { name, email, phone: "", accountId, seesAccount: false }, tx.now);
  return { id, email, loginId: null };
}
