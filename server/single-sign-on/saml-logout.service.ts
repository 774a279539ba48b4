import { createHash } from "node:crypto";
import type { Knex } from "knex";
import { deleteSessions, loginById } from "../sign-in/index.ts";
import { loginOfSubject } from "./identities.repository.ts";
import { type Departure, ProviderError, type SamlProvider } from "./provider.ts";
import { samlFailure } from "./saml-failures.ts";
import { samlOf } from "./saml.service.ts";
import { takeOnce } from "./uses.repository.ts";

const keptMs = 600_000;

/** Where a browser that signed out here goes to be signed out there, with our signed request. @throws ProviderError */
export async function logoutRequestUrl(
  db: Knex,
  provider: SamlProvider,
  { nameID, nameIDFormat, sessionIndex }: Departure,
): Promise<string> {
  const saml = await samlOf(db, provider);
  const person = { issuer: provider.config.entityId, nameID, nameIDFormat };
  return saml.getLogoutUrlAsync({ ...person, ...(sessionIndex === "" ? {} : { sessionIndex }) }, "", {});
}

/** A provider's signed wish that somebody be signed out, as it came. */
export type LogoutMessage =
  | {
      readonly binding: "redirect";
      readonly query: Readonly<Record<string, string>>;
      readonly search: string;
    }
  | { readonly binding: "post"; readonly body: { readonly SAMLRequest: string } };

/**
 * Signs the person whom a provider names out everywhere here. The caller tells the processes (sessionsRevoked).
 * @returns where to answer, and who it was. @throws ProviderError for a request that is not signed by the provider, ran out or was used
 */
export async function obeyLogout(
  db: Knex,
  provider: SamlProvider,
  message: LogoutMessage,
  relayState: string,
): Promise<{ answerUrl: string; loginId: number | null; email: string }> {
  const saml = await samlOf(db, provider);
  // The library takes a redirect without a signature for a good one.
  if (message.binding === "redirect" && !/#rsa-sha(?:256|384|512)$/.test(message.query.SigAlg ?? ""))
    throw new ProviderError("bad-signature");
  if (message.binding === "redirect" && !message.query.Signature) throw new ProviderError("bad-signature");
  const { profile } = await (
    message.binding === "redirect"
      ? saml.validateRedirectAsync(message.query, message.search)
      : saml.validatePostRequestAsync(message.body)
  ).catch((error: unknown) => {
    const problem = samlFailure(error);
    throw new ProviderError(problem === "declined" ? "other" : problem, error);
  });
  const id = profile?.ID;
  if (!profile?.nameID || !id) throw new ProviderError("other");
  if (!(await takeOnce(db, `logout ${provider.id} ${id}`, new Date(Date.now() + keptMs))))
    throw new ProviderError("refused");
  const subject = createHash("sha256").update(`${provider.config.entityId}\n${profile.nameID}`).digest("hex");
  const loginId = await loginOfSubject(db, provider.id, subject);
  if (loginId !== null) await deleteSessions(db, loginId);
  return {
    answerUrl: await saml.getLogoutResponseUrlAsync(profile, relayState, {}, true),
    loginId,
    email: loginId === null ? "" : ((await loginById(db, loginId))?.email ?? ""),
  };
}
