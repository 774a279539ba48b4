import { selfOf } from "../cluster/cluster.ts";
import { serveChannel } from "../cluster/channel.ts";
import { followCluster } from "../cluster/membership.ts";
import { keepDatabase } from "../installation/database-keeper.ts";
import { databaseRoutes } from "../installation/database-routes.ts";
import { garbdRoutes } from "../installation/garbd-launch.ts";
import { openInstallation } from "../installation/installation.ts";
import { layoutOf } from "../installation/layout.ts";

// The part of a failover agent that MariaDB's launchers ask, as a process of its own in a host of cluster-hosts.ts.
const data = process.env.HOLDFAST_DATA ?? "";
const layout = layoutOf(data);
const cluster = followCluster(layout.cluster);
const { name: self, kind } = selfOf(cluster());
const say = (text: string) => void process.stdout.write(`${text}\n`);
const none = { databaseUrl: undefined, redisUrl: undefined, secret: undefined };
const { databaseUrl } = openInstallation({ data, ...none });
const routes = kind === "data" ? databaseRoutes({ layout, databaseUrl, self }) : garbdRoutes({ layout });
await serveChannel({ layout, cluster, routes });
if (kind === "data") keepDatabase({ layout, databaseUrl, cluster, acts: () => self === "a", say });
