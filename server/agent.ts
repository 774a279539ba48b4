import { existsSync } from "node:fs";
import type { Server } from "node:https";
import type { Knex } from "knex";
import { loadConfig } from "../config/schema.ts";
import { lastBackup } from "./backup/runs.ts";
import { keyFiles } from "./cluster/certificates.ts";
import { identityOf, serveChannel } from "./cluster/channel.ts";
import { type Cluster, newCluster, selfOf } from "./cluster/cluster.ts";
import { serveLocally } from "./cluster/local-channel.ts";
import { followCluster } from "./cluster/membership.ts";
import { profiles } from "./cluster/profiles.ts";
import type { Routes } from "./cluster/routes.ts";
import { readVirtualAddress } from "./cluster/virtual-address.ts";
import { createDb } from "./core/db.ts";
import { log } from "./core/log.ts";
import { pendingMigrations } from "./core/migrations.ts";
import { stateRoutes, witnessRoutes } from "./failover/agent-api.ts";
import { type Candidate, startCandidate } from "./failover/candidate.ts";
import { clusterState, nodeState } from "./failover/cluster-state.ts";
import { optionsOf } from "./failover/database-options.ts";
import { recentFailovers } from "./failover/history.repository.ts";
import { leasesOf } from "./failover/leases.repository.ts";
import { keepLooking, wordsOf } from "./failover/looking.ts";
import { watchHealth } from "./failover/node-health.ts";
import { watchPeers } from "./failover/peers.ts";
import { createRedundancyWatch, recordRedundancy } from "./failover/redundancy.ts";
import { createRoleView, monotonicNow } from "./failover/role-view.ts";
import { watchWebPeers } from "./failover/web-peers.ts";
import type { ClusterState, FailoverRecord, NodeState, PartState } from "./failover/state.ts";
import { machineRoutes } from "./installation/agent-routes.ts";
import { codeVersion } from "./installation/entering.ts";
import { healthAddress } from "./installation/health.ts";
import { makeRunFolder, openInstallation, openSecrets } from "./installation/installation.ts";
import { layoutOf } from "./installation/layout.ts";

// The failover agent: who acts, and everything through which that takes effect on this machine. Small, alone in its process, so that no busy
// page can make it late; it runs on every node, on a single machine as the only candidate. Nothing that is away keeps it from starting.
const config = loadConfig();
const layout = layoutOf(config.data);
makeRunFolder(layout);
const { embedded } = openInstallation(config);
const cluster = existsSync(layout.cluster) ? followCluster(layout.cluster) : unfounded();
const begun = cluster();
const { kind, name } = selfOf(begun);
const timing = profiles[embedded.database ? begun.profile : "external"];
const { version, schema } = await codeVersion();
const reason = "The failover agent has just started.";
const since = new Date().toISOString();
const role = kind === "witness" ? "witness" : "standby";
const view = createRoleView({ role, node: name, epoch: 0, deadline: 0, since, reason });

let database = kind === "witness" ? null : connectDatabase();
const health = watchHealth({
  kind,
  layout,
  application: healthAddress(config),
  database: () => optionsOf(openInstallation(config).database[0]),
  redis: embedded.redis
    ? { socket: layout.sockets.redis, password: openSecrets(layout).redisPassword }
    : null,
  clustered: () => cluster().nodes.length > 1 || (!embedded.database && config.peers.length > 0),
  pending: () => pendingMigrations(ownDatabase()),
});
const peers =
  embedded.database || begun.nodes.length > 1 ? watchPeers(layout, cluster) : watchWebPeers(config.peers);
const candidate: Candidate | null =
  kind === "witness"
    ? null
    : startCandidate({
        layout,
        cluster,
        timing,
        view,
        health,
        connect: leasesOf(() => openInstallation(config).database.map(optionsOf)),
        db: ownDatabase,
        own,
        peers: () => peers.all(),
        probed: probedAddress(),
      });

let channel: Server | undefined;
let channelPart: PartState = { ok: false, detail: "not open yet" };
let seen = begun.generation;
let history: FailoverRecord[] = [];
let backup: ClusterState["backup"] = null;
const redundancy = createRedundancyWatch();
if (candidate) {
  keepLooking(() => trying("the history", readHistory), 2000);
  keepLooking(
    () => trying("redundancy", () => recordRedundancy(redundancy, ownDatabase(), whole(), monotonicNow())),
    1000,
  );
}

const routes: Routes = {
  ...stateRoutes({ kind, node: own, cluster: whole, view, renewMs: timing.renewMs }),
  ...(candidate?.routes ?? witnessRoutes()),
  ...(existsSync(layout.cluster) ? machineRoutes({ layout, config, cluster, version, schema, view }) : {}),
};
await serveLocally(layout.sockets.agent, routes);
keepLooking(openChannel, 1000);
keepLooking(followMembership, 500);
log.info({ node: name, kind, profile: begun.profile }, "the failover agent is ready");
process.send?.("ready");

// The role stays this node's for the rest of its term: a successor of this process goes on with it. `POST /release` gives it up.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));

function own(): NodeState {
  const shared = cluster().nodes.length > 1 ? { channel: channelPart, clock: peers.clocks() } : {};
  const more = { ...candidate?.parts(), ...shared };
  return nodeState({ cluster: cluster(), role: view.state(), health, version, schema, more });
}

function whole(): ClusterState {
  return clusterState({
    cluster: cluster(),
    own: own(),
    holds: view.holds(),
    peers: peers.all(),
    paused: candidate?.paused() ?? false,
    database: embedded.database ? "own" : "external",
    history,
    backup,
  });
}

async function readHistory(): Promise<void> {
  [history, backup] = await Promise.all([recentFailovers(ownDatabase(), 20), lastBackup(ownDatabase())]);
}

/** Background looks go on whatever happens; the database's absence shows elsewhere. */
async function trying(what: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => log.debug({ err: error }, `${what} could not be read`));
}

/** The other nodes' way in. A port that somebody else has must not end an agent that holds the role. */
async function openChannel(): Promise<void> {
  if (channel || !existsSync(keyFiles(layout.keys).certificate)) return;
  try {
    channel = await serveChannel({ layout, cluster, routes });
    channelPart = { ok: true, detail: `port ${selfOf(cluster()).ports.agent}` };
  } catch (error) {
    const detail = `the other servers cannot reach this agent: ${wordsOf(error)}`;
    if (channelPart.detail !== detail) log.error(detail);
    channelPart = { ok: false, detail };
  }
}

/** Certificates, endpoints and peers are read anew when cluster.json changes; what is deeper than that takes a new process. */
async function followMembership(): Promise<void> {
  const now = cluster();
  if (now.generation === seen) return;
  seen = now.generation;
  if (JSON.stringify([now.vip, now.profile]) !== JSON.stringify([begun.vip, begun.profile])) {
    log.info("the settings of failover changed: beginning anew");
    process.exit(0);
  }
  const former = database;
  if (former) {
    database = connectDatabase();
    await former.destroy();
  }
  channel?.setSecureContext(identityOf(layout));
}

function ownDatabase(): Knex {
  if (!database) throw new Error("a witness has no database");
  return database;
}

function connectDatabase(): Knex {
  return createDb(openInstallation(config).database, 2);
}

/** Where people reach the portal: by the virtual address, or here. */
function probedAddress(): string {
  const { vip } = begun;
  const here = healthAddress(config).replace("/health/ready", "/health/live");
  return vip ? here.replace("127.0.0.1", vip.address) : here;
}

/** An installation on the operator's own servers that was never anything but alone. */
function unfounded(): () => Cluster {
  const none = { agent: 0, sql: 0, group: 0, ist: 0, sst: 0, redis: 0, sentinel: 0, web: config.port };
  const vip = config.vip === undefined ? null : readVirtualAddress(config.vip, null);
  const alone = { ...newCluster(config.node, none), vip };
  return () => alone;
}
