import type { RoleName } from "../accounts/index.ts";

/** What OpenID Connect needs to know of a provider; its client secret is kept apart, sealed. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  readonly emailClaim: string;
  readonly nameClaim: string;
}

/** A mail domain that the provider speaks for, and the account that its new contacts belong to. */
export interface Domain {
  readonly domain: string;
  readonly account: string | null;
}

/** How far a provider is trusted, and for whom; the same for every protocol. */
export interface Reach {
  /** Whose contacts it speaks for. */
  readonly portalIds: readonly number[];
  readonly forAgents: boolean;
  /** Agents nobody has entered get this role in this portal; null: they stay out. */
  readonly newAgents: { readonly role: RoleName; readonly portalId: number } | null;
  readonly createsContacts: boolean;
  /** Its word for an address is taken although it does not say that it verified it. */
  readonly trustsAddresses: boolean;
  /** Addresses of these domains only; of any when empty. */
  readonly domains: readonly Domain[];
  /** Its own sign-in counts as the second step, too. */
  readonly bothSteps: boolean;
  /** Its people may not come in by a password of ours. */
  readonly onlyWay: boolean;
}

export interface Provider extends Reach {
  readonly id: number;
  readonly kind: "oidc";
  readonly name: string;
  readonly enabled: boolean;
  readonly endpointBase: string;
  readonly config: OidcConfig;
  readonly lastProblem: Problem | null;
  readonly lastProblemAt: Date | null;
  /** Changes with every change; what is kept in memory of a provider hangs on it. */
  readonly updatedAt: Date;
}

/** What an administrator is told; each has the text `single-sign-on.problem.<problem>`. */
export const problems = [
  "unknown-host",
  "connection-refused",
  "timeout",
  "tls-expired",
  "tls",
  "no-document",
  "wrong-issuer",
  "no-keys",
  "wrong-secret",
  "wrong-redirect",
  "clock",
  "wrong-audience",
  "bad-signature",
  "bad-nonce",
  "refused",
  "other",
] as const;
export type Problem = (typeof problems)[number];

/** The provider or its settings are at fault; `problem` is for administrators. */
export class ProviderError extends Error {
  readonly problem: Problem;
  /** True when trying again later may help: it did not answer. */
  readonly away: boolean;

  constructor(problem: Problem, cause?: unknown) {
    super(`identity provider: ${problem}`, { cause });
    this.problem = problem;
    this.away = [
      "unknown-host",
      "connection-refused",
      "timeout",
      "tls-expired",
      "tls",
      "no-document",
    ].includes(problem);
  }
}

/** What a provider says of a person, after everything about the message itself was checked. */
export interface Arrival {
  /** Whose names `subject` is one of. */
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string;
}

/** Our addresses as they are registered at the provider: from when it was added, whatever the portal is called today. */
export const callbackUrl = ({ endpointBase, id }: Pick<Provider, "endpointBase" | "id">): string =>
  `${endpointBase}/single-sign-on/${id}/callback`;
