import type { Knex } from "knex";
import { discover } from "./oidc.service.ts";
import { oidcFailure, systemProblem } from "./oidc-failures.ts";
import { callbackUrl, type Problem, type OidcProvider, ProviderError } from "./provider.ts";
import { clientSecret } from "./secrets.service.ts";

/** One thing that was tried, with the text `single-sign-on.check.<what>`; `problem` null: it is as it should be. */
export interface Check {
  readonly what: "document" | "clock" | "keys" | "redirect" | "secret" | "certificate" | "address";
  readonly problem: Problem | null;
  readonly values: Readonly<Record<string, string | number>>;
}

const timeoutMs = 8000;
/** The library forgives a minute; half of it is worth a word before it is too late. */
const mostSkewSeconds = 30;

/** Tries what can be tried without a person: each line names what it looked at, the first that fails is the cause. */
export async function checkOidc(db: Knex, provider: OidcProvider): Promise<readonly Check[]> {
  const secret = await clientSecret(db, provider.id);
  const { issuer } = provider.config;
  let configuration: Awaited<ReturnType<typeof discover>>;
  try {
    configuration = await discover(provider, secret, { fresh: true });
  } catch (error) {
    const problem = error instanceof ProviderError ? error.problem : "other";
    return [{ what: "document", problem, values: { issuer } }];
  }
  const server = configuration.serverMetadata();
  const client = await import("openid-client");
  const redirect = callbackUrl(provider);
  const request = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirect,
    scope: provider.config.scopes,
    state: "test",
    nonce: "test",
    code_challenge: await client.calculatePKCECodeChallenge("test"),
    code_challenge_method: "S256",
  });
  // A code that was never issued: who knows our secret refuses the code, who does not refuses us.
  const secretProblem = await client
    .genericGrantRequest(configuration, "authorization_code", {
      code: "holdfast-test",
      redirect_uri: redirect,
      code_verifier: "test-test-test-test-test-test-test-test-test-test",
    })
    .then(
      () => null,
      (error: unknown) => (oidcFailure(error) === "refused" ? null : oidcFailure(error)),
    );
  return [
    { what: "document", problem: null, values: { issuer } },
    await clockCheck(issuer),
    { what: "keys", problem: await keysProblem(server.jwks_uri), values: {} },
    { what: "redirect", problem: await redirectProblem(request), values: { address: redirect } },
    { what: "secret", problem: secretProblem, values: {} },
  ];
}

const look = (url: string | URL): Promise<Response> =>
  fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });

/** How far the provider's clock is from ours, as its answers say to the second. */
export async function clockCheck(url: string): Promise<Check> {
  const answer = await look(url).catch((error: unknown) => systemProblem(error) ?? ("other" as const));
  if (typeof answer === "string") return { what: "clock", problem: answer, values: { seconds: 0 } };
  await answer.body?.cancel();
  const theirs = Date.parse(answer.headers.get("date") ?? "");
  const seconds = Number.isNaN(theirs) ? 0 : Math.round(Math.abs(theirs - Date.now()) / 1000);
  return { what: "clock", problem: seconds > mostSkewSeconds ? "clock" : null, values: { seconds } };
}

async function keysProblem(uri: string | undefined): Promise<Problem | null> {
  if (!uri) return "no-keys";
  try {
    const { keys } = (await (await look(uri)).json()) as { keys?: unknown };
    return Array.isArray(keys) && keys.length > 0 ? null : "no-keys";
  } catch (error) {
    return systemProblem(error) ?? "no-keys";
  }
}

async function redirectProblem(request: URL): Promise<Problem | null> {
  try {
    const answer = await look(request);
    await answer.body?.cancel();
    return answer.status >= 400 && answer.status < 500 ? "wrong-redirect" : null;
  } catch (error) {
    return systemProblem(error) ?? "other";
  }
}
