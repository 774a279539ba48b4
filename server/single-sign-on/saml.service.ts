import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import type * as NodeSaml from "@node-saml/node-saml";
import { emailAddress, personName } from "../accounts/index.ts";
import { validity } from "./key-making.ts";
import {
  type Arrival,
  assertionsUrl,
  logoutUrl,
  metadataUrl,
  ProviderError,
  type SamlProvider,
} from "./provider.ts";
import { bearerOf } from "./saml-assertion.ts";
import { samlFailure } from "./saml-failures.ts";
import { keyPair } from "./secrets.service.ts";

/** What a browser keeps while it is at the provider: the number of our request. */
export interface SamlAttempt {
  readonly state: string;
}

/** How far two clocks may be apart. */
const skewMs = 60_000;
const library = (): Promise<typeof NodeSaml> => import("@node-saml/node-saml");

/** The library, set to what this provider needs. @throws ProviderError when none of its certificates is good today. */
export async function samlOf(
  db: Knex,
  provider: SamlProvider,
  { requestId, now = Date.now() }: { requestId?: string; now?: number } = {},
): Promise<NodeSaml.SAML> {
  const { SAML } = await library();
  const { privateKey, certificate } = await keyPair(db, provider.id);
  const { entityId, ssoUrl, sloUrl, certificates } = provider.config;
  // The library asks a certificate for its key alone.
  const good = certificates.filter((each) => (validity(each)?.to.getTime() ?? 0) > now);
  if (good.length === 0) throw new ProviderError("certificate-expired");
  return new SAML({
    issuer: metadataUrl(provider),
    audience: metadataUrl(provider),
    callbackUrl: assertionsUrl(provider),
    entryPoint: ssoUrl,
    ...(sloUrl === "" ? {} : { logoutUrl: sloUrl, logoutCallbackUrl: logoutUrl(provider) }),
    idpIssuer: entityId,
    idpCert: good,
    privateKey,
    publicCert: certificate,
    decryptionPvk: privateKey,
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    // The assertion itself, so that nothing around it matters; whether the envelope is signed, too, is the provider's choice.
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: skewMs,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    ...(requestId === undefined ? {} : { generateUniqueId: () => requestId }),
  });
}

/** Where to send the browser with a signed request, and whose answer it must bring back. @throws ProviderError */
export async function beginSaml(
  db: Knex,
  provider: SamlProvider,
  frontId: number | null,
): Promise<{ url: string; attempt: SamlAttempt }> {
  const state = `_${randomBytes(20).toString("hex")}`;
  const saml = await samlOf(db, provider, { requestId: state });
  return { url: await saml.getAuthorizeUrlAsync(String(frontId ?? 0), undefined, {}), attempt: { state } };
}

/** Our description of ourselves, for the provider's administrator. */
export async function ourMetadata(db: Knex, provider: SamlProvider): Promise<string> {
  const { generateServiceProviderMetadata } = await library();
  const { privateKey, certificate } = await keyPair(db, provider.id);
  return generateServiceProviderMetadata({
    issuer: metadataUrl(provider),
    callbackUrl: assertionsUrl(provider),
    logoutCallbackUrl: logoutUrl(provider),
    identifierFormat: null,
    wantAssertionsSigned: true,
    privateKey,
    publicCerts: certificate,
    decryptionPvk: privateKey,
    decryptionCert: certificate,
    signatureAlgorithm: "sha256",
  });
}

/** A checked assertion: whom it is about, which request of ours it answers, and how it is told from others. */
export interface Assertion {
  readonly arrival: Arrival;
  readonly requestId: string;
  readonly id: string;
  readonly expiresAt: Date;
}

// Broken or without protection of their own: what they carry could be read or changed on the way.
const weak = /xmlenc#(?:rsa-1_5|tripledes-cbc)|xmldsig#(?:rsa|dsa|hmac)-sha1"/;

/**
 * Reads a provider's answer. The library verifies the signature and hands out only what was signed, decrypts, and checks audience and
 * conditions; what it leaves to its user is checked here, on the signed part: issuer, recipient, that it answers a request, and the time
 * for which a bearer may use it.
 * @returns null when the person broke it off over there. @throws ProviderError
 */
export async function readAssertion(
  db: Knex,
  provider: SamlProvider,
  answer: string,
): Promise<Assertion | null> {
  const xml = Buffer.from(answer, "base64").toString("utf8");
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new ProviderError("other");
  if (weak.test(xml)) throw new ProviderError("weak");
  const saml = await samlOf(db, provider);
  let profile: NodeSaml.Profile | null;
  try {
    ({ profile } = await saml.validatePostResponseAsync({ SAMLResponse: answer }));
  } catch (error) {
    const problem = samlFailure(error);
    if (problem === "declined") return null;
    throw new ProviderError(problem, error);
  }
  if (!profile?.nameID || profile.issuer !== provider.config.entityId)
    throw new ProviderError("wrong-issuer");
  if (profile.nameIDFormat?.endsWith(":transient")) throw new ProviderError("transient-name");
  const bearer = bearerOf(profile.getAssertion?.(), assertionsUrl(provider), Date.now(), skewMs);
  if (typeof bearer === "string") throw new ProviderError(bearer);
  const attributes = (profile.attributes ?? {}) as Readonly<Record<string, unknown>>;
  const email = emailAddress.safeParse(
    valueOf(attributes, provider.config.emailAttribute, emailNames) ?? profile.nameID,
  );
  const name = personName.safeParse(valueOf(attributes, provider.config.nameAttribute, nameNames));
  return {
    ...bearer,
    arrival: {
      issuer: profile.issuer,
      subject: profile.nameID,
      email: email.success ? email.data : null,
      // SAML has no word for it: the provider is the authority for what it signs, within the domains that the settings allow it.
      emailVerified: true,
      name: name.success ? name.data : email.success ? email.data : "",
      departure: {
        nameID: profile.nameID,
        nameIDFormat: profile.nameIDFormat ?? "",
        sessionIndex: profile.sessionIndex ?? "",
      },
    },
  };
}

const claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const emailNames = ["email", "mail", `${claims}/emailaddress`, "urn:oid:0.9.2342.19200300.100.1.3"];
const nameNames = ["displayName", "name", "urn:oid:2.16.840.1.113730.3.1.241", "cn", `${claims}/name`];

function valueOf(
  attributes: Readonly<Record<string, unknown>>,
  given: string,
  usual: readonly string[],
): string | null {
  for (const name of given === "" ? usual : [given]) {
    const value: unknown = [attributes[name]].flat()[0];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return null;
}
