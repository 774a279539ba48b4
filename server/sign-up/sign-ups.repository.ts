import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";
import { type SignUpRule, signUpRule } from "../portals/index.ts";

export interface SignUp {
  readonly id: number;
  readonly frontId: number;
  readonly email: string;
  readonly name: string;
  readonly state: SignUpState;
  readonly expiresAt: Date;
  readonly confirmedAt: Date | null;
  readonly reason: string;
}
export type SignUpState = "asked" | "waiting" | "accepted" | "declined";

const columns = {
  id: "id",
  frontId: "customer_portal_id",
  email: "email",
  name: "name",
  state: "state",
  expiresAt: "expires_at",
  confirmedAt: "confirmed_at",
  reason: "reason",
};
const signUps = ({ db, portalId }: Scope) => db("sign_ups").where({ "sign_ups.portal_id": portalId });

export async function insertSignUp(
  { db, portalId }: Scope,
  given: { frontId: number; email: string; name: string; consented: boolean; expiresAt: Date; now: Date },
): Promise<number> {
  const [id] = (await db("sign_ups").insert({
    portal_id: portalId,
    customer_portal_id: given.frontId,
    email: given.email,
    name: given.name,
    consented: given.consented,
    expires_at: given.expiresAt,
    created_at: given.now,
  })) as [number];
  return id;
}

/** @throws AppError 404, also for one of another portal. */
export const signUpById = (scope: Scope, id: number): Promise<SignUp> =>
  one(signUps(scope).where({ id }).select<SignUp[]>(columns), "sign-up");

/** For a listener: null when it was deleted meanwhile. */
export const signUpIfAny = (scope: Scope, id: number): Promise<SignUp | null> =>
  first(signUps(scope).where({ id }).select<SignUp[]>(columns));

/** The one whose mailed link has this token, in whatever state it is. */
export const signUpByToken = (scope: Scope, tokenHash: string): Promise<SignUp | null> =>
  first(signUps(scope).where({ token_hash: tokenHash }).select<SignUp[]>(columns));

/** Gives the sign-up its link, in place of those that the same address was sent before. */
export async function giveToken(
  scope: Scope,
  { id, email }: Pick<SignUp, "id" | "email">,
  tokenHash: string,
  expiresAt: Date,
): Promise<void> {
  await signUps(scope).where({ email, state: "asked" }).update({ token_hash: null });
  await signUps(scope).where({ id }).update({ token_hash: tokenHash, expires_at: expiresAt });
}

/** From one state to the next; of several who try at once one gets it. */
export async function moveSignUp(
  scope: Scope,
  id: number,
  {
    from,
    to,
    now,
    by = "",
    reason = "",
  }: { from: SignUpState; to: SignUpState; now: Date; by?: string; reason?: string },
): Promise<boolean> {
  const moved = await signUps(scope)
    .where({ id, state: from })
    .update({
      state: to,
      reason,
      ...(from === "asked" ? { confirmed_at: now } : { decided_at: now, decided_by: by }),
    });
  return moved === 1;
}

/** Earlier ones of the same person are answered with this one. */
export async function deleteTwins(scope: Scope, { id, email }: Pick<SignUp, "id" | "email">): Promise<void> {
  await signUps(scope).where({ email }).whereIn("state", ["waiting", "asked"]).whereNot({ id }).delete();
}

/** Who waits longest comes first; at most 200. */
export const waitingSignUps = (scope: Scope): Promise<SignUp[]> =>
  signUps(scope).where({ state: "waiting" }).orderBy("id").limit(200).select<SignUp[]>(columns);

/** Never confirmed within their day, or decided three months ago. @returns how many. */
export async function deleteOldSignUps(db: Knex, now: Date): Promise<number> {
  const decided = new Date(now.getTime() - 90 * 86_400_000);
  return db("sign_ups")
    .where((old) =>
      old.where({ state: "asked" }).where("expires_at", "<", new Date(now.getTime() - 86_400_000)),
    )
    .orWhere("decided_at", "<", decided)
    .orWhere((old) => old.where({ state: "accepted", decided_at: null }).where("confirmed_at", "<", decided))
    .limit(10_000)
    .delete();
}

export async function storeRule(db: Knex, frontId: number, rule: object, now: Date): Promise<void> {
  await db("customer_portals")
    .where({ id: frontId })
    .update({ sign_up: JSON.stringify(rule), updated_at: now });
}

/** Every customer portal with its rule, by name. */
export async function frontsWithRules(db: Knex): Promise<{ id: number; name: string; signUp: SignUpRule }[]> {
  const rows = await db("customer_portals")
    .orderBy("name")
    .select<{ id: number; name: string; rule: string | null }[]>({ id: "id", name: "name", rule: "sign_up" });
  return rows.map(({ id, name, rule }) => ({ id, name, signUp: signUpRule(rule) }));
}
