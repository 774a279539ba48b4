import type { Context } from "../core/context.ts";
import { InvalidInput } from "../core/errors.ts";
import { hasPasskey } from "../passkeys/index.ts";
import { useCode } from "./codes.service.ts";
import { loginById } from "./logins.repository.ts";
import { hasSecondFactor } from "./second-factors.repository.ts";
import { assertPassword, assertSecondFactor } from "./second-factors.service.ts";

/** How a signed-in person may show that it is them. */
export interface ProofWays {
  readonly password: boolean;
  /** app: the code of the authenticator app, after the password. mail: a code that was sent just now. */
  readonly code: "app" | "mail" | null;
  readonly passkey: boolean;
}

/** Password, with the app's code where there is an app; a code by mail for who has neither (came in by code, or from elsewhere). */
export async function waysToProve(
  { db }: Context,
  loginId: number,
  passkeysWork: boolean,
): Promise<ProofWays> {
  const password = Boolean((await loginById(db, loginId))?.passwordHash);
  const app = await hasSecondFactor(db, loginId);
  return {
    password,
    code: app ? "app" : password ? null : "mail",
    passkey: passkeysWork && (await hasPasskey(db, loginId)),
  };
}

/** @throws InvalidInput when something that was asked for is wrong. */
export async function assertProof(
  ctx: Context,
  { loginId, email, browser }: { loginId: number; email: string; browser: string },
  given: { current: string; code: string },
): Promise<void> {
  const ways = await waysToProve(ctx, loginId, false);
  if (ways.password) await assertPassword(ctx, loginId, given.current);
  if (ways.code === "app") await assertSecondFactor(ctx, loginId, given.code);
  if (ways.code === "mail") {
    const code = given.code.replace(/[\s-]/g, "");
    if (code === "" || (await useCode(ctx, { email, mobile: "" }, code, browser)) !== loginId)
      throw new InvalidInput({ code: { key: "sign-in.codeWrong" } });
  }
}
