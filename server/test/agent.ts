import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering } from "../cluster/answering.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { useFailover } from "../failover/index.ts";
import type { ClusterState, NodeState } from "../failover/state.ts";
import { summarize } from "../failover/summary.ts";

/** A server as its agent describes it when all is well. */
export const aNode = (node: string, changes: Partial<NodeState> = {}): { reachable: true } & NodeState => ({
  reachable: true,
  node,
  kind: "data",
  address: `10.0.0.${node.charCodeAt(0) - 96}`,
  version: "1.2.0",
  schema: "20261122072300",
  role: {
    role: node === "a" ? "primary" : "standby",
    node,
    epoch: 7,
    deadline: 0,
    since: "2026-11-22T07:00:00.000Z",
    reason: "",
  },
  parts: {
    application: { ok: true, detail: "answers" },
    database: { ok: true, detail: "Primary, Synced, 3 in the group" },
    redis: { ok: true, detail: "answers" },
    disk: { ok: true, detail: "41 % used" },
  },
  galera: { status: "Primary", state: "Synced", size: 3, seqno: 812, uuid: "f2a1" },
  redis: { role: node === "a" ? "master" : "replica", master: node === "a" ? null : "a" },
  able: { ok: true, detail: "ready to take over" },
  clock: Date.now(),
  ...changes,
});

/** One that does not answer. */
export const goneNode = (node: string): Extract<ClusterState["nodes"][number], { reachable: false }> => ({
  ...{ reachable: false, node, kind: "data", address: "10.0.0.2" },
  ...{ detail: "connect ECONNREFUSED 10.0.0.2:7400", seen: "2026-11-22T07:10:00.000Z" },
});

export const aWitness = (): { reachable: true } & NodeState =>
  aNode("w", {
    kind: "witness",
    galera: null,
    role: { role: "witness", node: "w", epoch: 7, deadline: 0, since: "", reason: "" },
    parts: { witness: { ok: true, detail: "votes" }, sentinel: { ok: true, detail: "answers" } },
  });

/** Two servers and a witness, all well, unless told otherwise; the sentence follows from it. */
export function aCluster(changes: Partial<ClusterState> = {}): ClusterState {
  const state = {
    id: "5f8c9e0a-3a83-4f3e-9a55-1a1b8d5f6c11",
    self: "a",
    profile: "fast",
    vip: "10.0.0.100/24",
    paused: false,
    primary: "a",
    epoch: 7,
    nodes: [aNode("a"), aNode("b"), aWitness()],
    history: [
      {
        ...{ at: "2026-11-22T07:00:00.000Z", from: "b", to: "a", epoch: 7, kind: "takeover" },
        ...{
          reason: "b has not renewed its role for 2.5 s; a is ready and has the majority.",
          durationMs: 2610,
        },
      },
    ],
    backup: { at: "2026-11-22T02:00:00.000Z", detail: "verified, 812 MB" },
    ...changes,
  };
  const { canLoseOne, sentence } = summarize({ ...state, database: "own" });
  return { ...state, canLoseOne, sentence };
}

export interface TestAgent {
  /** What it says from now on. */
  state: ClusterState;
  /** What it was ordered: "POST /switchover {"to":"b"}". */
  readonly orders: string[];
  /** Its next answers to orders; empty: it obeys. */
  refuses: string;
  stop(): Promise<void>;
}

/** A server on a unix socket that answers as an agent does, in the state that a test needs; this process follows it. */
export async function startAgent(state: ClusterState = aCluster()): Promise<TestAgent> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-agent-"));
  const socket = join(folder, "agent.sock");
  const order = (name: string): Routes => ({
    [name]: {
      local: true,
      peers: false,
      handle: (body) => {
        agent.orders.push(`${name} ${JSON.stringify(body)}`);
        if (agent.refuses) return Promise.reject(new Refusal("refused", agent.refuses));
        return Promise.resolve({});
      },
    },
  });
  const routes: Routes = {
    "GET /cluster-state": { local: true, peers: false, handle: () => Promise.resolve(agent.state) },
    ...order("POST /switchover"),
    ...order("POST /drill"),
    ...order("POST /pause"),
    ...order("POST /resume"),
  };
  const server = createServer(answering(routes, () => ({ name: "local", kind: "local" })));
  await new Promise<void>((done) => server.listen(socket, done));
  const unfollow = useFailover(socket);
  const agent: TestAgent = {
    state,
    orders: [],
    refuses: "",
    stop: async () => {
      unfollow();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return agent;
}
