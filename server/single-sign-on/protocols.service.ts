import type { Knex } from "knex";
import { beginOidc, finishOidc, type OidcAttempt } from "./oidc.service.ts";
import { openOutcome } from "./outcomes.service.ts";
import { type Arrival, type Provider, ProviderError } from "./provider.ts";
import { beginSaml, type SamlAttempt } from "./saml.service.ts";

/** What this browser alone may bring back. */
export type ProtocolAttempt = OidcAttempt | SamlAttempt;

type Query = Readonly<Record<string, unknown>>;

/** Where to send the browser, and what it has to bring back. @throws ProviderError */
export const begin = (
  db: Knex,
  provider: Provider,
  frontId: number | null,
): Promise<{ url: string; attempt: ProtocolAttempt }> =>
  provider.kind === "oidc" ? beginOidc(db, provider, frontId) : beginSaml(db, provider, frontId);

/** Which attempt the answer in a request says that it belongs to. */
export function stateIn(provider: Provider, query: Query): string | null {
  if (provider.kind === "oidc") return typeof query.state === "string" ? query.state : null;
  const outcome = openOutcome(query.outcome);
  return outcome?.providerId === provider.id ? outcome.requestId : null;
}

/** Whom the answer vouches for; null when the person broke it off over there. @throws ProviderError */
export async function finish(
  db: Knex,
  provider: Provider,
  attempt: ProtocolAttempt,
  { query, search }: { query: Query; search: string },
): Promise<Arrival | null> {
  if (provider.kind === "oidc") {
    if (!("nonce" in attempt)) throw new ProviderError("other");
    return finishOidc(db, provider, attempt, search);
  }
  const outcome = openOutcome(query.outcome);
  if (outcome?.problem) throw new ProviderError(outcome.problem);
  return outcome?.arrival ?? null;
}
