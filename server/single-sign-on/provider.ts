import type { RoleName } from "../accounts/index.ts";

/** What OpenID Connect needs to know of a provider; its client secret is kept apart, sealed. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  readonly emailClaim: string;
  readonly nameClaim: string;
}

/** What SAML 2.0 needs to know of a provider: what its metadata file says. */
export interface SamlConfig {
  readonly entityId: string;
  readonly ssoUrl: string;
  /** Empty: it knows no single logout. */
  readonly sloUrl: string;
  /** What it signs with, as base64 of the certificates' DER; several while it changes keys. */
  readonly certificates: readonly string[];
  /** Empty: the usual names. */
  readonly emailAttribute: string;
  readonly nameAttribute: string;
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

interface Common extends Reach {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly endpointBase: string;
  readonly lastProblem: Problem | null;
  readonly lastProblemAt: Date | null;
  /** Changes with every change; what is kept in memory of a provider hangs on it. */
  readonly updatedAt: Date;
}
export type OidcProvider = Common & { readonly kind: "oidc"; readonly config: OidcConfig };
export type SamlProvider = Common & { readonly kind: "saml"; readonly config: SamlConfig };
export type Provider = OidcProvider | SamlProvider;
export const kinds = ["oidc", "saml"] as const;

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
  "certificate-expired",
  "certificate-soon",
  "certificate-unreadable",
  "not-for-us",
  "transient-name",
  "weak",
  "encryption",
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
  /** What a single logout has to name; null where the protocol or the provider knows none. */
  readonly departure: Departure | null;
}
export interface Departure {
  readonly nameID: string;
  readonly nameIDFormat: string;
  readonly sessionIndex: string;
}

/** Our addresses as they are registered at the provider: from when it was added, whatever the portal is called today. */
const endpoint =
  (path: string) =>
  ({ endpointBase, id }: Pick<Provider, "endpointBase" | "id">): string =>
    `${endpointBase}/single-sign-on/${id}/${path}`;
export const callbackUrl = endpoint("callback");
export const assertionsUrl = endpoint("assertions");
export const logoutUrl = endpoint("logout");
/** Also our name as SAML knows us. */
export const metadataUrl = endpoint("metadata");

const isLoopback = ({ protocol, hostname }: URL) =>
  protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

/** Whether a provider may be asked at this address: over https, or on this very machine. */
export const isProviderUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "https:" || isLoopback(url)) && url.username === "" && url.hash === "";
};
