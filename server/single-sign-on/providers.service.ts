import { accountByName } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { allPortals } from "../portals/index.ts";
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
import type { OidcForm } from "./providers.schema.ts";
import { keepClientSecret } from "./secrets.service.ts";

/** @throws AppError 404 */
export async function existingProvider({ db }: Pick<GlobalContext, "db">, id: number): Promise<Provider> {
  const provider = await providerById(db, id);
  if (!provider) throw notFound("identity provider");
  return provider;
}

/** @returns its id. @throws InvalidInput */
export async function createProvider(ctx: GlobalContext, form: OidcForm): Promise<number> {
  const stored = await storedOf(ctx, form);
  const id = await transaction(ctx, async ({ db, now }) => {
    const created = await insertProvider(
      db,
      { ...stored, kind: "oidc", endpointBase: installationUrl() },
      now,
    );
    if (form.clientSecret !== "") await keepClientSecret(db, created, form.clientSecret);
    return created;
  });
  providersChanged();
  return id;
}

/** An empty secret leaves the one that is kept. @throws InvalidInput */
export async function changeProvider(ctx: GlobalContext, id: number, form: OidcForm): Promise<void> {
  await existingProvider(ctx, id);
  const stored = await storedOf(ctx, form);
  await transaction(ctx, async ({ db, now }) => {
    await updateProvider(db, id, stored, now);
    if (form.clientSecret !== "") await keepClientSecret(db, id, form.clientSecret);
  });
  providersChanged();
}

/** Who came by it keeps the login and needs another way in. */
export async function removeProvider(ctx: GlobalContext, id: number): Promise<Provider> {
  const provider = await existingProvider(ctx, id);
  await deleteProvider(ctx.db, id);
  providersChanged();
  return provider;
}

async function storedOf(ctx: GlobalContext, form: OidcForm): Promise<StoredProvider> {
  const { name, enabled, issuer, clientId, scopes, emailClaim, nameClaim } = form;
  return {
    name,
    enabled,
    config: { issuer, clientId, scopes, emailClaim, nameClaim },
    ...(await reachOf(ctx, form)),
  };
}

async function reachOf({ db }: GlobalContext, form: OidcForm): Promise<Reach> {
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
