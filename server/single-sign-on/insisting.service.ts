import type { Knex } from "knex";
import { agentActor, contactsOfLogin } from "../accounts/index.ts";
import { enabledProviders } from "./providers.repository.ts";

let database: Knex;

/** Called once by each process. */
export function useInsisting(db: Knex): void {
  database = db;
}

/**
 * Whether this person has to come by a provider: one of those for whom some portal of theirs, or the desk, knows no other way.
 * Administrators never: when the provider is away or set up wrongly, somebody must be able to mend it.
 */
export async function insistsOn(loginId: number): Promise<boolean> {
  const strict = (await enabledProviders()).filter(({ onlyWay }) => onlyWay);
  if (strict.length === 0) return false;
  const agent = await agentActor(database, loginId, null);
  if (agent?.administrator) return false;
  if (agent && strict.some(({ forAgents }) => forAgents)) return true;
  const places = await contactsOfLogin(database, loginId);
  return places.some(({ portalId }) => strict.some(({ portalIds }) => portalIds.includes(portalId)));
}
