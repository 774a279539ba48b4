import type * as Client from "openid-client";
import { emailAddress, personName } from "../accounts/index.ts";
import { clientSecret } from "./secrets.service.ts";
import { type Arrival, callbackUrl, type OidcProvider, ProviderError } from "./provider.ts";
import { oidcFailure, systemProblem } from "./oidc-failures.ts";
import type { Knex } from "knex";

/** What a browser keeps while it is at the provider. */
export interface OidcAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const timeoutSeconds = 8;
const clockToleranceSeconds = 60;
const keptMs = 600_000;
// Loaded when the first person or administrator needs it: most processes of most installations never do.
const library = (): Promise<typeof Client> => import("openid-client");

const known = new Map<string, { found: Promise<Client.Configuration>; until: number }>();

/** What the provider publishes of itself, asked for once in ten minutes. @throws ProviderError */
export async function discover(
  { id, config, updatedAt }: Pick<OidcProvider, "id" | "config" | "updatedAt">,
  secret: string,
  { fresh = false } = {},
): Promise<Client.Configuration> {
  const key = `${id} ${updatedAt.getTime()}`;
  const entry = known.get(key);
  if (!fresh && entry && entry.until > Date.now()) return entry.found;
  if (known.size > 200) known.clear();
  const found = ask(config, secret);
  known.set(key, { found, until: Date.now() + keptMs });
  found.catch(() => known.delete(key));
  return found;
}

async function ask(
  { issuer, clientId }: OidcProvider["config"],
  secret: string,
): Promise<Client.Configuration> {
  const client = await library();
  // Basic is what the standard takes for granted; the body only where the provider says that it takes nothing else.
  const authenticate: Client.ClientAuth = (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way = methods.includes("client_secret_basic") ? client.ClientSecretBasic : client.ClientSecretPost;
    (secret === "" ? client.None() : way(secret))(server, ...rest);
  };
  const execute = [client.enableNonRepudiationChecks];
  if (issuer.startsWith("http:")) execute.push(client.allowInsecureRequests);
  const metadata = { [client.clockTolerance]: clockToleranceSeconds };
  try {
    return await client.discovery(new URL(issuer), clientId, metadata, authenticate, {
      execute,
      timeout: timeoutSeconds,
    });
  } catch (error) {
    const problem = oidcFailure(error);
    throw new ProviderError(
      systemProblem(error) ?? (problem === "wrong-issuer" ? problem : "no-document"),
      error,
    );
  }
}

/** Where to send the browser, and what it must bring back. @throws ProviderError */
export async function beginOidc(
  db: Knex,
  provider: OidcProvider,
  frontId: number | null,
): Promise<{ url: string; attempt: OidcAttempt }> {
  const client = await library();
  const configuration = await discover(provider, await clientSecret(db, provider.id));
  const attempt = {
    // The number tells the fixed callback address on which of our fronts the browser waits; nothing is decided by it.
    state: `${client.randomState()}.${frontId ?? 0}`,
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl(provider),
    scope: provider.config.scopes,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, attempt };
}

/**
 * Redeems what the browser brought back. The library holds it against the attempt: state, PKCE, the ID token's signature, issuer,
 * audience, times and nonce.
 * @returns null when the person broke it off over there. @throws ProviderError
 */
export async function finishOidc(
  db: Knex,
  provider: OidcProvider,
  attempt: OidcAttempt,
  search: string,
): Promise<Arrival | null> {
  const client = await library();
  const configuration = await discover(provider, await clientSecret(db, provider.id));
  // From the record, not from the request: a forged Host header changes nothing.
  const url = new URL(callbackUrl(provider));
  url.search = search;
  try {
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new ProviderError("other");
    const { emailClaim } = provider.config;
    const more =
      typeof claims[emailClaim] === "string" || !configuration.serverMetadata().userinfo_endpoint
        ? {}
        : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return arrivalOf(provider, { ...more, ...claims });
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (error instanceof client.AuthorizationResponseError && declined.has(error.error)) return null;
    throw new ProviderError(oidcFailure(error), error);
  }
}

const declined = new Set(["access_denied", "login_required", "interaction_required", "consent_required"]);

function arrivalOf(
  { config }: OidcProvider,
  claims: Record<string, unknown> & { iss: string; sub: string },
): Arrival {
  const email = emailAddress.safeParse(claims[config.emailClaim]);
  const name = personName.safeParse(claims[config.nameClaim]);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: email.success ? email.data : null,
    // Some send the word instead of the value.
    emailVerified:
      config.emailClaim === "email" && [true, "true"].includes(claims.email_verified as boolean | string),
    name: name.success ? name.data : email.success ? email.data : "",
    departure: null,
  };
}
