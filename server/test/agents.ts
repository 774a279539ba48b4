import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  certificateRequest,
  createAuthority,
  issueCertificate,
  keyFiles,
  signRequest,
} from "../cluster/certificates.ts";
import { callAgent } from "../cluster/channel.ts";
import { type ClusterNode, newCluster, type VirtualAddress, writeCluster } from "../cluster/cluster.ts";
import { projectRoot } from "../core/project.ts";
import type { ClusterState } from "../failover/state.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { copyFileSync, writeFileSync } from "node:fs";
import { freePort } from "./commands.ts";
import type { Network } from "./network.ts";

/** A real failover agent of a node, beside something that answers `/health/ready` in its application's place. */
export interface AgentNode {
  readonly name: string;
  readonly layout: Layout;
  /** Starts the agent; resolves when it answers. */
  start(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Starts a real web process; resolves when it serves. */
  startWeb(): Promise<void>;
  /** What stands in its place says of itself; null: nobody answers there. */
  application(status: number | null): Promise<void>;
  ask<T>(route: string, body?: unknown): Promise<T>;
  state(): Promise<ClusterState>;
}

/** Hosts for the nodes, by their names, and the address that follows the role. */
export interface Hosts {
  readonly network: Pick<Network, "prefix" | "addressOf">;
  readonly vip: VirtualAddress;
}

/**
 * Two data nodes that share the tests' database (topology b), on this machine or on hosts of their own; mutual TLS between their agents is
 * real.
 */
export async function createAgents(names: readonly [string, string], hosts?: Hosts) {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-agents-"));
  const none = { sql: 0, group: 0, ist: 0, sst: 0, redis: 0, sentinel: 0 };
  const members: ClusterNode[] = [];
  for (const name of names) {
    // On hosts of their own all have the same ports, as real servers do: the address that moves has but one.
    const ports = hosts
      ? { ...none, agent: 7400, web: 8080 }
      : { ...none, agent: await freePort(), web: await freePort() };
    const address = hosts?.network.addressOf(name) ?? "127.0.0.1";
    members.push({ name, kind: "data", address, ports });
  }
  const founded = newCluster(names[0], { ...none, agent: 0, web: 0 });
  const nodes = members.map((node, at) => {
    const layout = layoutOf(join(folder, node.name));
    mkdirSync(layout.data, { mode: 0o711 });
    giveKeys(layoutOf(join(folder, names[0])), layout, node.name, at === 0);
    writeCluster(layout.cluster, {
      ...founded,
      self: node.name,
      nodes: members,
      vip: hosts?.vip ?? null,
    });
    return agentNode(node, layout, hosts?.network.prefix(node.name) ?? []);
  }) as [AgentNode, AgentNode];
  return {
    nodes,
    stop: async () => {
      for (const node of nodes) {
        node.kill("SIGKILL");
        await node.application(null);
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function giveKeys(authority: Layout, layout: Layout, name: string, first: boolean): void {
  if (first) {
    createAuthority(layout.keys);
    issueCertificate(layout.keys, name, ["127.0.0.1"]);
    return;
  }
  const request = certificateRequest(layout.keys, name);
  copyFileSync(keyFiles(authority.keys).authority, keyFiles(layout.keys).authority);
  writeFileSync(keyFiles(layout.keys).certificate, signRequest(authority.keys, request, name, ["127.0.0.1"]));
}

function agentNode({ name, ports }: ClusterNode, layout: Layout, prefix: readonly string[]): AgentNode {
  let child: ChildProcess | undefined;
  let web: ChildProcess | undefined;
  let server: Server | undefined;
  const ask = <T>(route: string, body?: unknown) =>
    callAgent<T>(layout.sockets.agent, route, body, { timeoutMs: 20_000 });
  const run = async (entry: string) => {
    const [program = "", ...args] = [...prefix, process.execPath, "--import", "tsx", `server/${entry}.ts`];
    const started = spawn(program, args, {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, HOLDFAST_DATA: layout.data, PORT: String(ports.web), LOG_LEVEL: "silent" },
    });
    await new Promise((done) => started.once("message", done));
    return started;
  };
  return {
    name,
    layout,
    ask,
    state: () => ask<ClusterState>("GET /cluster-state"),
    start: async () => void (child = await run("agent")),
    startWeb: async () => void (web = await run("main")),
    kill: (signal) => {
      child?.kill(signal);
      web?.kill(signal);
    },
    application: async (status) => {
      await new Promise<void>((done) => (server ? server.close(() => done()) : done()));
      server = undefined;
      if (status === null) return;
      const checks = {
        database: { status: status === 200 ? "ok" : "failed", detail: "as the test wants it" },
      };
      server = createServer((_req, res) => {
        res.writeHead(status, { Connection: "close" }).end(JSON.stringify({ checks }));
      });
      await new Promise<void>((done) => server?.listen(ports.web, done));
    },
  };
}
