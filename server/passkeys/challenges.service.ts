import { createHash, randomBytes } from "node:crypto";
import type { GlobalContext } from "../core/context.ts";
import { InvalidInput } from "../core/errors.ts";
import { seal, unseal } from "../core/sealing.ts";
import { spendChallenge } from "./passkeys.repository.ts";
import type { RelyingParty } from "./relying-party.ts";

/** What a passkey is asked for; an answer to one question is none to another. */
export type Purpose = "sign-in" | "second-step" | "proof" | "enrolment";

/** Who is asked, where, for what. Without a login anybody's passkey may answer. */
export interface Asked {
  readonly purpose: Purpose;
  readonly loginId: number | null;
  readonly browser: string;
  readonly site: RelyingParty;
}

const lifeMs = 10 * 60_000;
const sealPurpose = "passkey challenge";

/**
 * A new challenge, and the same sealed for the form that brings the answer. Sealed it needs no row and survives a failover between
 * question and answer; two open tabs do not take each other's.
 */
export function newChallenge(
  { now }: GlobalContext,
  { purpose, loginId, browser, site }: Asked,
): { challenge: Buffer; sealed: string } {
  const challenge = randomBytes(32);
  const until = now.getTime() + lifeMs;
  const text = {
    challenge: challenge.toString("base64url"),
    purpose,
    loginId,
    browser,
    rpId: site.id,
    until,
  };
  return { challenge, sealed: seal(sealPurpose, JSON.stringify(text)) };
}

/** Uses a challenge up. @returns it, in base64url. @throws InvalidInput when it was for something else, is too old or was used. */
export async function spend(ctx: GlobalContext, asked: Asked, sealed: string): Promise<string> {
  const text = unseal(sealPurpose, sealed);
  const was = text === null ? null : (JSON.parse(text) as Record<string, unknown>);
  const until = Number(was?.until ?? 0);
  const fits =
    was?.purpose === asked.purpose &&
    was.loginId === asked.loginId &&
    was.browser === asked.browser &&
    asked.browser !== "" &&
    was.rpId === asked.site.id &&
    until > ctx.now.getTime();
  if (!fits) throw tooLate();
  const challenge = String(was.challenge);
  const hash = createHash("sha256").update(challenge).digest("hex");
  if (!(await spendChallenge(ctx.db, hash, new Date(until)))) throw tooLate();
  return challenge;
}

const tooLate = () => new InvalidInput({ form: { key: "passkeys.tooLate" } });
