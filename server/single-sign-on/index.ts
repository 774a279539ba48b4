// provider: an identity provider of the organisation or of a client, where people sign in instead of here. identity: who a login is there,
// by the provider's unchanging name. reach: whom a provider may let in: the contacts of some portals, agents, or both. arrival: what it
// says of somebody who came back from it.
import type { Knex } from "knex";
import type { Capability } from "../core/capability.ts";
import { providerRoutes } from "./admin.routes.ts";
import { assertionRoutes } from "./assertions.routes.ts";
import { endpointRoutes } from "./endpoints.routes.ts";
import { entranceRoutes } from "./entrance.routes.ts";
import { useInsisting } from "./insisting.service.ts";
import { logoutRoutes } from "./logout.routes.ts";
import { useOrigin } from "./origin.ts";
import { useProviders } from "./providers.repository.ts";
import { sweepUses } from "./single-sign-on.jobs.ts";
import { wayIn } from "./way-in.routes.ts";

/** Called once by each web process. */
export function useSingleSignOn(db: Knex, baseUrl: string): void {
  useProviders(db);
  useInsisting(db);
  useOrigin(baseUrl);
}

export const singleSignOn = {
  name: "single-sign-on",
  routes: [...entranceRoutes, endpointRoutes, assertionRoutes, logoutRoutes, providerRoutes],
  jobs: [sweepUses],
  wayIn,
} satisfies Capability;
