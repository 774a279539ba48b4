import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { admissionRoutes, type Application } from "../cluster/admission.ts";
import { createAuthority, fingerprintOf, issueCertificate, keyFiles } from "../cluster/certificates.ts";
import { serveChannel } from "../cluster/channel.ts";
import { type Cluster, type ClusterNode, newCluster, readCluster, writeCluster } from "../cluster/cluster.ts";
import { complete, enrol, findHost, greet, settle } from "../cluster/joining.ts";
import { accept, followCluster } from "../cluster/membership.ts";
import { invite, readToken, type Token, writeToken } from "../cluster/tokens.ts";

export const noPorts = { agent: 0, sql: 0, group: 0, ist: 0, sst: 0, redis: 0, sentinel: 0, web: 0 };

/** The files of a node. */
export type NodeFolder = ReturnType<typeof nodeFolder>;

function nodeFolder(home: string, name: string) {
  const data = join(home, name);
  return {
    data,
    keys: join(data, "keys"),
    cluster: join(data, "cluster.json"),
    secrets: join(data, "installation.json"),
    invitations: join(data, "invitations.json"),
  };
}

/** A cluster of one node, `a`, with a real control channel, in a temporary folder; no database. */
export async function foundCluster() {
  const home = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  const open: Server[] = [];
  let applied = 0;

  /** Serves the membership's routes for a node. @returns the port. */
  async function serve(layout: NodeFolder): Promise<number> {
    const cluster = followCluster(layout.cluster);
    const admission = admissionRoutes({
      layout,
      cluster,
      version: "1.0.0",
      schema: "20260101000000_x",
      size: () => 42,
      belongings: (kind) => ({
        secrets: kind === "data" ? { databasePassword: "d", redisPassword: "r" } : { redisPassword: "r" },
        web: kind === "data" ? { cert: "C", key: "K" } : null,
      }),
      apply: () => void applied++,
    });
    const routes = {
      ...admission,
      "GET /cluster": {
        local: true,
        peers: true,
        strangers: "certified" as const,
        handle: async () => cluster(),
      },
      "POST /cluster": {
        local: false,
        peers: true,
        handle: async (body: unknown, caller: string) => accept(layout.cluster, cluster(), body, caller),
      },
    };
    const listening = await serveChannel({ layout, cluster, routes });
    open.push(listening);
    return (listening.address() as AddressInfo).port;
  }

  const a = nodeFolder(home, "a");
  createAuthority(a.keys);
  issueCertificate(a.keys, "a", ["127.0.0.1"]);
  const founded = newCluster("a", noPorts);
  writeCluster(a.cluster, founded);
  const port = await serve(a);
  const self: ClusterNode = {
    name: "a",
    kind: "data",
    address: "127.0.0.1",
    ports: { ...noPorts, agent: port },
  };
  writeCluster(a.cluster, { ...founded, nodes: [self], environment: { SMTP_URL: "smtp://u:secret@mail" } });

  const tokenFor = (kind: ClusterNode["kind"], name: string | null = null): Token => {
    const authority = fingerprintOf(readFileSync(keyFiles(a.keys).authority, "utf8"));
    const secret = invite(a.invitations, kind, name);
    return readToken(writeToken({ address: "127.0.0.1", port, authority, secret }));
  };
  const application = (token: Token, given: Partial<Application> = {}): Application => ({
    secret: token.secret,
    kind: "data",
    version: "1.0.0",
    schema: "20260101000000_x",
    name: null,
    ...given,
  });
  /** Joins as the product does. @returns the name. */
  async function joinAs(token: Token, files: NodeFolder, given: Partial<Application> = {}): Promise<string> {
    const host = await findHost(token);
    const asked = application(token, given);
    const { name } = await greet(host, asked);
    await enrol(host, files.keys, asked, name, "127.0.0.1");
    const node: ClusterNode = { name, kind: asked.kind, address: "127.0.0.1", ports: noPorts };
    settle(files, await complete(host, files.keys, node));
    return name;
  }

  return {
    a,
    applied: () => applied,
    folder: (name: string) => nodeFolder(home, name),
    clusterOf: (files: NodeFolder) => readCluster(files.cluster) as Cluster,
    serve,
    tokenFor,
    application,
    joinAs,
    end: () => {
      for (const one of open) {
        one.close();
        one.closeAllConnections();
      }
      rmSync(home, { recursive: true });
    },
  };
}
