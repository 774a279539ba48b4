import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { admissionRoutes, type AdmissionDeps } from "../cluster/admission.ts";
import { callPeer } from "../cluster/channel.ts";
import { type Cluster, dataNodesOf, peersOf, writeCluster } from "../cluster/cluster.ts";
import { accept, askOthers, changed, push, visibleTo } from "../cluster/membership.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { log } from "../core/log.ts";
import { folderSize } from "./folder-size.ts";
import { type InvitingDeps, inviteRoutes } from "./inviting.ts";
import { openSecrets } from "./installation.ts";
import { settingRoutes } from "./setting.ts";

export interface MembershipDeps extends InvitingDeps {
  readonly version: string;
  /** Newest migration that this code knows. */
  readonly schema: string;
  /** Called when another node says that this one was put out. */
  readonly expelled: (by: string) => void;
}

/** Everything about who belongs to the cluster that this node's agent answers. */
export function membershipRoutes(deps: MembershipDeps): Routes {
  const { layout, cluster } = deps;
  const apply = () =>
    void deps
      .applied()
      .catch((error: unknown) => log.error({ err: error }, "cluster.json could not be applied"));
  const admission: AdmissionDeps = {
    layout,
    cluster,
    version: deps.version,
    schema: deps.schema,
    size: () => folderSize(layout.mariadb),
    belongings: (kind) => {
      const { databasePassword, redisPassword, secret } = openSecrets(layout);
      if (kind === "witness") return { secrets: { redisPassword }, web: null };
      const { tls } = deps.config;
      return {
        secrets: { databasePassword, redisPassword, secret: deps.config.secret ?? secret },
        web: tls ? { cert: readFileSync(tls.cert, "utf8"), key: readFileSync(tls.key, "utf8") } : null,
      };
    },
    apply,
  };
  return {
    ...inviteRoutes(deps),
    ...admissionRoutes(admission),
    ...settingRoutes(deps),
    "GET /cluster": {
      local: true,
      peers: true,
      // One that was put out must be able to learn it.
      strangers: "certified",
      handle: (_body, caller) => {
        const now = cluster();
        const knows =
          caller === "local" || now.nodes.some(({ name, kind }) => name === caller && kind === "data");
        return Promise.resolve(visibleTo(now, knows ? "data" : "witness"));
      },
    },
    "POST /cluster": {
      local: false,
      peers: true,
      handle: (body, caller) => {
        if (accept(layout.cluster, cluster(), body, caller)) apply();
        return Promise.resolve({});
      },
    },
    "POST /leave": {
      local: true,
      peers: true,
      handle: async (body, caller) => {
        const { node } = z.object({ node: z.string().nullish() }).parse(body ?? {});
        const now = cluster();
        if (caller === "local" && (!node || node === now.self)) return leave(deps);
        if (caller !== "local" && caller !== node)
          throw new Refusal("forbidden", "A node can only take itself out.");
        await remove(deps, node ?? "", caller === "local");
        apply();
        return {};
      },
    },
  };
}

/** This node leaves: another one takes it off the list, since that one has to tell the rest. */
async function leave({ layout, cluster }: MembershipDeps): Promise<{ told: string }> {
  const now = cluster();
  const peers = peersOf(now).sort((a, b) => a.kind.localeCompare(b.kind));
  if (peers.length === 0)
    throw new Refusal("alone", "This is the only server; there is nothing to leave. To end it: npm stop");
  assertNotLast(now, now.self);
  writeLeft(layout, now, "it left by itself");
  for (const peer of peers) {
    try {
      await callPeer(layout, peer, "POST /leave", { node: now.self }, { timeoutMs: 10_000 });
      return { told: peer.name };
    } catch (error) {
      if (!(error instanceof Refusal)) continue;
      rmSync(layout.left);
      throw error;
    }
  }
  rmSync(layout.left);
  throw new Refusal(
    "unreachable",
    `No other server answers, so none can be told. Run on another one, later: npm run failover -- leave --node ${now.self}`,
  );
}

/** Takes a node off the list, and tells the others. */
async function remove({ layout, cluster }: MembershipDeps, name: string, lost: boolean): Promise<void> {
  const now = cluster();
  const node = now.nodes.find((one) => one.name === name);
  if (!node)
    throw new Refusal(
      "unknown",
      `The cluster has no ${name}; it has ${now.nodes.map((one) => one.name).join(", ")}.`,
    );
  assertNotLast(now, name);
  if (
    lost &&
    (await callPeer(layout, node, "GET /cluster").then(
      () => true,
      () => false,
    ))
  )
    throw new Refusal("alive", `${name} answers: run npm run failover -- leave there.`);
  const next = changed(now, { nodes: now.nodes.filter((one) => one !== node) });
  writeCluster(layout.cluster, next);
  await push(layout, next);
}

function assertNotLast(cluster: Cluster, name: string): void {
  if (dataNodesOf(cluster).every((node) => node.name === name))
    throw new Refusal("last", `${name} is the last server with the data; it cannot leave.`);
}

/** Marks this folder as one that belongs to no cluster any more; the first reason stays. */
export function writeLeft(layout: { readonly left: string }, cluster: Cluster, why: string): void {
  if (existsSync(layout.left)) return;
  const content = { cluster: cluster.id, node: cluster.self, at: new Date().toISOString(), why };
  writeFileSync(layout.left, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
}

const lookEveryMs = 5000;

/**
 * Keeps cluster.json current when this node missed a message: asks the others every five seconds.
 * @returns how to stop.
 */
export function keepMembership(deps: MembershipDeps): () => void {
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void catchUp(deps).finally(() => (asking = false));
  }, lookEveryMs);
  return () => clearInterval(timer);
}

async function catchUp({ layout, cluster, applied, expelled }: MembershipDeps): Promise<void> {
  try {
    const own = cluster();
    const { newer, expelledBy } = await askOthers(layout, own);
    if (expelledBy !== null) {
      writeLeft(layout, own, `${expelledBy} says that it was taken out of the cluster`);
      expelled(expelledBy);
    } else if (newer && accept(layout.cluster, cluster(), newer.cluster, newer.from)) await applied();
  } catch (error) {
    log.warn({ err: error }, "could not catch up with the membership");
  }
}
