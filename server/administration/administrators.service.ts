import { timingSafeEqual } from "node:crypto";
import { countAdministrators, emailAddress, insertAgent, personName } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { notFound } from "../core/errors.ts";
import { setupToken } from "../core/setup-token.ts";
import { makeFirstPortal, nameFirstPortal } from "../portals/index.ts";
import { assertGood, givePassword } from "../sign-in/index.ts";

let expected = "";

/** Called once by each process with the installation's secret, which the one-time link is derived from. */
export function useSetup(secret: string): void {
  expected = setupToken(secret);
}

/** The set-up page exists while nobody administers the installation, for whoever has the link. @throws AppError 404 */
export async function assertMaySetUp({ db }: Pick<GlobalContext, "db">, token: string): Promise<void> {
  const [given, wanted] = [Buffer.from(token), Buffer.from(expected)];
  const fits = wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!fits || (await countAdministrators(db)) > 0) throw notFound();
}

export interface SetUp {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly portalName: string;
}

/** Makes the first administrator and names the first portal. @returns the login. @throws InvalidInput, AppError 404 */
export async function setUp(
  ctx: GlobalContext,
  token: string,
  input: SetUp,
  customerPortalId: number | null,
): Promise<number> {
  await assertMaySetUp(ctx, token);
  await assertGood(ctx, input.password, input.email, input.name);
  const loginId = await makeAdministrator(ctx, input);
  if (loginId === null) throw notFound();
  await nameFirstPortal(ctx, input.portalName, customerPortalId);
  return loginId;
}

/** Null when somebody else was quicker: there is one first administrator. */
async function makeAdministrator(
  ctx: GlobalContext,
  { name, email, password }: Omit<SetUp, "portalName">,
): Promise<number | null> {
  return transaction(ctx, async (tx) => {
    if ((await countAdministrators(tx.db, "locked")) > 0) return null;
    const { loginId } = await insertAgent(tx.db, { name, email, administrator: true }, tx.now);
    await givePassword(tx, loginId, password);
    return loginId;
  });
}

/**
 * Before the first page is served: a portal with its customer portal, and the administrator that the environment names. Does nothing where
 * they are; several processes may do it at once.
 */
export async function ensureFirstPortal(
  db: GlobalContext["db"],
  admin?: { readonly email: string; readonly password: string },
): Promise<void> {
  const ctx: GlobalContext = { db, actor: { kind: "system" }, now: new Date() };
  await makeFirstPortal(ctx);
  if (!admin || (await countAdministrators(db)) > 0) return;
  const email = emailAddress.parse(admin.email);
  await makeAdministrator(ctx, {
    name: personName.parse(email.split("@")[0]),
    email,
    password: admin.password,
  });
}
