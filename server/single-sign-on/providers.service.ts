import { accountByName } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { allPortals } from "../portals/index.ts";
import { makeKeyPair } from "./key-making.ts";
import { installationUrl } from "./origin.ts";
import type { Provider, Reach } from "./provider.ts";
import {
  deleteProvider,
  insertProvider,
  providerById,
  providersChanged,
  type StoredProvider,
  updateProvider,
} from "./providers.repository.ts";
import type { ProviderForm } from "./providers.schema.ts";
import { keepClientSecret, keepKeyPair } from "./secrets.service.ts";

/** @throws AppError 404 */
export async function existingProvider({ db }: Pick<GlobalContext, "db">, id: number): Promise<Provider> {
  const provider = await providerById(db, id);
  if (!provider) throw notFound("identity provider");
  return provider;
}

/** @returns its id. @throws InvalidInput */
export async function createProvider(ctx: GlobalContext, form: ProviderForm): Promise<number> {
  const stored = await storedOf(ctx, form);
  const keys = form.kind === "saml" ? await makeKeyPair() : null;
  const id = await transaction(ctx, async ({ db, now }) => {
    const endpointBase = installationUrl();
    const created = await insertProvider(db, { ...stored, kind: form.kind, endpointBase }, now);
    if (keys) await keepKeyPair(db, created, keys);
    await keepSecret(db, created, form);
    return created;
  });
  providersChanged();
  return id;
}

/** An empty secret leaves the one that is kept. @throws InvalidInput, AppError 404 also for one of another protocol */
export async function changeProvider(ctx: GlobalContext, id: number, form: ProviderForm): Promise<void> {
  const { kind } = await existingProvider(ctx, id);
  if (kind !== form.kind) throw notFound("identity provider");
  const stored = await storedOf(ctx, form);
  await transaction(ctx, async ({ db, now }) => {
    await updateProvider(db, id, stored, now);
    await keepSecret(db, id, form);
  });
  providersChanged();
}

async function keepSecret(db: GlobalContext["db"], id: number, form: ProviderForm): Promise<void> {
  if (form.kind === "oidc" && form.clientSecret !== "") await keepClientSecret(db, id, form.clientSecret);
}

/** Who came by it keeps the login and needs another way in. */
export async function removeProvider(ctx: GlobalContext, id: number): Promise<Provider> {
  const provider = await existingProvider(ctx, id);
  await deleteProvider(ctx.db, id);
  providersChanged();
  return provider;
}

async function storedOf(ctx: GlobalContext, form: ProviderForm): Promise<StoredProvider> {
  const { name, enabled } = form;
  return { name, enabled, config: configOf(form), ...(await reachOf(ctx, form)) };
}

function configOf(form: ProviderForm): StoredProvider["config"] {
  if (form.kind === "oidc") {
    const { issuer, clientId, scopes, emailClaim, nameClaim } = form;
    return { issuer, clientId, scopes, emailClaim, nameClaim };
  }
  const { entityId, ssoUrl, sloUrl, certificates, emailAttribute, nameAttribute } = form;
  return { entityId, ssoUrl, sloUrl, certificates, emailAttribute, nameAttribute };
}

async function reachOf({ db }: GlobalContext, form: ProviderForm): Promise<Reach> {
  const values: Readonly<Record<string, unknown>> = form;
  const portals = (await allPortals(db)).map(({ id }) => id);
  const portalIds = portals.filter((id) => values[`portal-${id}`] === "true");
  const { forAgents, createsContacts, trustsAddresses, domains, bothSteps, onlyWay, newAgentsRole } = form;
  if (portalIds.length === 0 && !forAgents)
    throw new InvalidInput({ forAgents: { key: "single-sign-on.nobody" } });
  const newAgentsPortal = Number(form.newAgentsPortal);
  if (newAgentsRole !== "" && !forAgents)
    throw new InvalidInput({ newAgentsRole: { key: "single-sign-on.notForAgents" } });
  if (newAgentsRole !== "" && !portals.includes(newAgentsPortal))
    throw new InvalidInput({ newAgentsPortal: { key: "shared.required" } });
  // Without domains everybody with an account at a public provider would become an agent.
  if (newAgentsRole !== "" && domains.length === 0)
    throw new InvalidInput({ domains: { key: "single-sign-on.domainsNeeded" } });
  for (const { account } of domains)
    if (account !== null && !(await isAccount(db, portalIds, account)))
      throw new InvalidInput({ domains: { key: "single-sign-on.accountUnknown", values: { account } } });
  return {
    portalIds,
    forAgents,
    newAgents: newAgentsRole === "" ? null : { role: newAgentsRole, portalId: newAgentsPortal },
    createsContacts,
    trustsAddresses,
    domains,
    bothSteps,
    onlyWay,
  };
}

async function isAccount(
  db: GlobalContext["db"],
  portalIds: readonly number[],
  name: string,
): Promise<boolean> {
  for (const portalId of portalIds) if ((await accountByName({ db, portalId }, name)) !== null) return true;
  return false;
}
