import type { Context, GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { keyedHash } from "../core/sealing.ts";
import { mailingContext } from "../mail/index.ts";
import { type Asked, newChallenge, spend } from "./challenges.service.ts";
import { passkeyAdded, passkeyRemoved } from "./passkeys.events.ts";
import {
  deletePasskey,
  insertPasskey,
  type Passkey,
  passkeyByCredential,
  passkeysOf,
  usePasskey,
} from "./passkeys.repository.ts";

/** More would be a mistake, or a flood. */
const mostPasskeys = 20;

// Ed25519, ES256, RS256 (COSE). What the library would add is experimental in Node.
const algorithms = [-8, -7, -257];

// 5 MB that a process without passkeys need not have.
const webauthn = () => import("@simplewebauthn/server");

const seen = ({ credentialId, transports }: Passkey) => ({
  id: credentialId,
  transports: JSON.parse(transports) as string[],
});

/** For the browser, to make a passkey for this login. */
export async function enrolmentQuestion(
  ctx: GlobalContext,
  asked: Asked & { loginId: number },
  person: { email: string; name: string },
) {
  const { generateRegistrationOptions } = await webauthn();
  const own = await passkeysOf(ctx.db, asked.loginId);
  const { challenge, sealed } = newChallenge(ctx, asked);
  const options = await generateRegistrationOptions({
    rpName: asked.site.name,
    rpID: asked.site.id,
    userName: person.email,
    userDisplayName: person.name,
    userID: new Uint8Array(Buffer.from(handleOf(asked.loginId), "base64url")),
    challenge: new Uint8Array(challenge),
    attestationType: "none",
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: own.filter(({ rpId }) => rpId === asked.site.id).map(seen),
    // Discoverable, so that it signs in without a name typed; where the device cannot, it is still a second step.
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  return { options, challenge: sealed };
}

// Tells nothing about the person, and is the same for all passkeys of a login: a device then replaces its own instead of piling up.
const handleOf = (loginId: number) => keyedHash("passkey user", String(loginId));

/** What the browser sends back, as JSON text. */
export interface Answer {
  readonly challenge: string;
  readonly response: string;
}

/** Keeps the passkey that the browser has made. @throws InvalidInput */
export async function enrolPasskey(
  ctx: Context,
  asked: Asked & { loginId: number },
  { challenge, response }: Answer,
  name: string,
): Promise<void> {
  const { verifyRegistrationResponse } = await webauthn();
  const { loginId, site } = asked;
  const expectedChallenge = await spend(ctx, asked, challenge);
  const answer = await verifyRegistrationResponse({
    response: parsed(response) as never,
    expectedChallenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => null);
  if (!answer?.verified) throw unusable();
  const { credential } = answer.registrationInfo;
  await transaction(ctx, async (tx) => {
    const own = await passkeysOf(tx.db, loginId);
    if (own.length >= mostPasskeys) throw new InvalidInput({ form: { key: "passkeys.tooMany" } });
    if (await passkeyByCredential(tx.db, credential.id))
      throw new InvalidInput({ form: { key: "passkeys.known" } });
    await insertPasskey(tx.db, {
      loginId,
      rpId: site.id,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: JSON.stringify((credential.transports ?? []).slice(0, 8)).slice(0, 200),
      name,
      createdAt: tx.now,
    });
    await (await mailingContext(tx)).emit(passkeyAdded, { loginId, name });
  });
}

/** For the browser, to sign a challenge: with any passkey of this site, or with one of the login's. */
export async function question(ctx: GlobalContext, asked: Asked) {
  const { generateAuthenticationOptions } = await webauthn();
  const { challenge, sealed } = newChallenge(ctx, asked);
  const own = asked.loginId === null ? [] : await passkeysOf(ctx.db, asked.loginId);
  const options = await generateAuthenticationOptions({
    rpID: asked.site.id,
    challenge: new Uint8Array(challenge),
    allowCredentials: own.filter(({ rpId }) => rpId === asked.site.id).map(seen),
    userVerification: verified(asked) ? "required" : "preferred",
  });
  return { options, challenge: sealed };
}

// In place of the password the device must have checked who holds it (finger, face, PIN); after the password it need not.
const verified = ({ purpose }: Asked) => purpose !== "second-step";

/** Checks an answer. @returns the login whose passkey it was. @throws InvalidInput */
export async function assertPasskey(
  ctx: GlobalContext,
  asked: Asked,
  { challenge, response }: Answer,
): Promise<number> {
  const { verifyAuthenticationResponse } = await webauthn();
  const expectedChallenge = await spend(ctx, asked, challenge);
  const given = parsed(response) as { id?: unknown; response?: { userHandle?: unknown } };
  const passkey = typeof given.id === "string" ? await passkeyByCredential(ctx.db, given.id) : null;
  if (!passkey || passkey.rpId !== asked.site.id) throw unknown();
  if (asked.loginId !== null && passkey.loginId !== asked.loginId) throw unknown();
  const handle = given.response?.userHandle;
  if (typeof handle === "string" && handle !== handleOf(passkey.loginId)) throw unknown();
  const answer = await verifyAuthenticationResponse({
    response: given as never,
    expectedChallenge,
    expectedOrigin: asked.site.origin,
    expectedRPID: asked.site.id,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.counter),
    },
    requireUserVerification: verified(asked),
    // The library throws for a counter that does not go up, too: a copied device.
  }).catch(() => null);
  if (!answer?.verified) throw unknown();
  if (!(await usePasskey(ctx.db, passkey, answer.authenticationInfo.newCounter, ctx.now))) throw unknown();
  return passkey.loginId;
}

/** @throws AppError 404 */
export function removePasskey(ctx: Context, loginId: number, id: number): Promise<void> {
  return transaction(ctx, async (tx) => {
    const passkey = (await passkeysOf(tx.db, loginId)).find((each) => each.id === id);
    if (!passkey || !(await deletePasskey(tx.db, loginId, id))) throw notFound("passkey");
    await (await mailingContext(tx)).emit(passkeyRemoved, { loginId, name: passkey.name });
  });
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // not JSON: no browser of ours sent it
  }
  throw unusable();
}

const unusable = () => new InvalidInput({ form: { key: "passkeys.unusable" } });
const unknown = () => new InvalidInput({ form: { key: "passkeys.unknown" } });
