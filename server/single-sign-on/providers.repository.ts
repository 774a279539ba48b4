import type { Knex } from "knex";
import type { RoleName } from "../accounts/index.ts";
import { cached } from "../core/cache.ts";
import { first } from "../core/db.ts";
import type { Domain, Problem, Provider, Reach } from "./provider.ts";

interface Row {
  readonly id: number;
  readonly kind: Provider["kind"];
  readonly name: string;
  readonly enabled: number;
  readonly endpoint_base: string;
  readonly config: string;
  readonly domains: string;
  readonly for_agents: number;
  readonly new_agents_role: RoleName | null;
  readonly new_agents_portal_id: number | null;
  readonly creates_contacts: number;
  readonly trusts_addresses: number;
  readonly both_steps: number;
  readonly only_way: number;
  readonly last_problem: Problem | null;
  readonly last_problem_at: Date | null;
  readonly updated_at: Date;
}

const toProvider = (row: Row, portalIds: readonly number[]): Provider =>
  ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    enabled: row.enabled === 1,
    endpointBase: row.endpoint_base,
    config: JSON.parse(row.config) as unknown,
    domains: JSON.parse(row.domains) as Domain[],
    portalIds,
    forAgents: row.for_agents === 1,
    newAgents:
      row.new_agents_role && row.new_agents_portal_id
        ? { role: row.new_agents_role, portalId: row.new_agents_portal_id }
        : null,
    createsContacts: row.creates_contacts === 1,
    trustsAddresses: row.trusts_addresses === 1,
    bothSteps: row.both_steps === 1,
    onlyWay: row.only_way === 1,
    lastProblem: row.last_problem,
    lastProblemAt: row.last_problem_at,
    updatedAt: row.updated_at,
  }) as Provider;

/** All of them by name; a handful. */
export async function allProviders(db: Knex): Promise<Provider[]> {
  const rows = (await db("identity_providers").orderBy(["name", "id"])) as Row[];
  const links = (await db("portal_identity_providers").select({
    portalId: "portal_id",
    providerId: "provider_id",
  })) as { portalId: number; providerId: number }[];
  return rows.map((row) =>
    toProvider(
      row,
      links.filter(({ providerId }) => providerId === row.id).map(({ portalId }) => portalId),
    ),
  );
}

export const providerById = async (db: Knex, id: number): Promise<Provider | null> =>
  (await allProviders(db)).find((provider) => provider.id === id) ?? null;

let database: Knex;
const inUse = cached<"all", readonly Provider[]>("identity-providers", async () =>
  (await allProviders(database)).filter(({ enabled }) => enabled),
);

/** Sign-in pages ask on every view and are answered from memory; called once by each process. */
export function useProviders(db: Knex): void {
  database = db;
}

export const enabledProviders = (): Promise<readonly Provider[]> => inUse.get("all");
export const providersChanged = (): void => inUse.clear();

export type StoredProvider = Reach & Pick<Provider, "name" | "enabled" | "config">;

const columns = (provider: StoredProvider, now: Date) => ({
  name: provider.name,
  enabled: provider.enabled,
  config: JSON.stringify(provider.config),
  domains: JSON.stringify(provider.domains),
  for_agents: provider.forAgents,
  new_agents_role: provider.newAgents?.role ?? null,
  new_agents_portal_id: provider.newAgents?.portalId ?? null,
  creates_contacts: provider.createsContacts,
  trusts_addresses: provider.trustsAddresses,
  both_steps: provider.bothSteps,
  only_way: provider.onlyWay,
  updated_at: now,
});

export async function insertProvider(
  db: Knex,
  provider: StoredProvider & Pick<Provider, "kind" | "endpointBase">,
  now: Date,
): Promise<number> {
  const [id] = (await db("identity_providers").insert({
    kind: provider.kind,
    endpoint_base: provider.endpointBase,
    ...columns(provider, now),
    created_at: now,
  })) as [number];
  await linkPortals(db, id, provider.portalIds);
  return id;
}

export async function updateProvider(
  db: Knex,
  id: number,
  provider: StoredProvider,
  now: Date,
): Promise<void> {
  await db("identity_providers").where({ id }).update(columns(provider, now));
  await linkPortals(db, id, provider.portalIds);
}

async function linkPortals(db: Knex, id: number, portalIds: readonly number[]): Promise<void> {
  await db("portal_identity_providers").where({ provider_id: id }).delete();
  if (portalIds.length > 0)
    await db("portal_identity_providers").insert(
      portalIds.map((portalId) => ({ portal_id: portalId, provider_id: id })),
    );
}

/** With it goes who its people are there; their logins stay. */
export async function deleteProvider(db: Knex, id: number): Promise<void> {
  await db("identity_providers").where({ id }).delete();
}

export async function setSealedSecret(db: Knex, id: number, sealed: string | null): Promise<void> {
  await db("identity_providers").where({ id }).update({ sealed_secret: sealed });
}

export async function sealedSecret(db: Knex, id: number): Promise<string | null> {
  const row = await first<{ secret: string | null }>(
    db("identity_providers").where({ id }).select({ secret: "sealed_secret" }),
  );
  return row?.secret ?? null;
}

/** The last thing that went wrong, for whoever looks for the cause; null: it works again. */
export async function noteProblem(db: Knex, id: number, problem: Problem | null, now: Date): Promise<void> {
  const query = db("identity_providers").where({ id });
  if (problem === null) query.whereNotNull("last_problem");
  await query.update({ last_problem: problem, last_problem_at: problem === null ? null : now });
}
