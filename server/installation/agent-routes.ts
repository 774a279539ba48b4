import type { Config } from "../../config/schema.ts";
import { type Cluster, selfOf } from "../cluster/cluster.ts";
import type { Routes } from "../cluster/routes.ts";
import { log } from "../core/log.ts";
import { createApplier, stopForGood } from "./applying.ts";
import { keepDatabase } from "./database-keeper.ts";
import { databaseRoutes } from "./database-routes.ts";
import { garbdRoutes } from "./garbd-launch.ts";
import { openInstallation } from "./installation.ts";
import type { Layout } from "./layout.ts";
import { keepMembership, membershipRoutes } from "./membership.ts";
import { upgradeRoutes } from "./upgrading.ts";

/**
 * What this machine's agent answers about the machine itself and who belongs to the cluster; keeps the membership current and
 * the database's group in shape from now on.
 * @param deps.version of the code that runs; `schema` the newest migration that it knows.
 */
export function machineRoutes(deps: {
  readonly layout: Layout;
  readonly config: Config;
  readonly cluster: () => Cluster;
  readonly version: string;
  readonly schema: string;
  /** Whether this node holds the role. */
  readonly view: { holds(): boolean };
}): Routes {
  const { layout, config, cluster } = deps;
  const { name, kind } = selfOf(cluster());
  const { databaseUrl, embedded } = openInstallation(config);
  const membership = {
    ...deps,
    applied: createApplier(layout),
    expelled: (by: string) => stopForGood(layout, by),
  };
  keepMembership(membership);
  if (kind === "data" && embedded.database)
    keepDatabase({
      layout,
      cluster,
      databaseUrl,
      acts: () => deps.view.holds(),
      say: (sentence) => log.info(sentence),
    });
  return {
    ...membershipRoutes(membership),
    ...upgradeRoutes(layout),
    ...(kind === "witness" ? garbdRoutes({ layout }) : {}),
    ...(kind === "data" && embedded.database ? databaseRoutes({ layout, databaseUrl, self: name }) : {}),
  };
}
