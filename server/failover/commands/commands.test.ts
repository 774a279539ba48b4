import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../config/schema.ts";
import { newCluster, writeCluster } from "../../cluster/cluster.ts";
import { serveLocally } from "../../cluster/local-channel.ts";
import { Refusal, type Route, type Routes } from "../../cluster/routes.ts";
import { makeRunFolder } from "../../installation/installation.ts";
import type { ClusterState, NodeState } from "../state.ts";
import { drill } from "./drill.ts";
import { invite } from "./invite.ts";
import { recover } from "./recover.ts";
import { switchover } from "./role.ts";
import { status, statusTable } from "./status.ts";
import { type Command, type Given, termsOf } from "./terms.ts";

const ports = { agent: 1, sql: 1, group: 1, ist: 1, sst: 1, redis: 1, sentinel: 1, web: 1 };
const ok = { ok: true, detail: "" };
const role = { role: "standby" as const, node: "a", epoch: 7, deadline: 0, since: "", reason: "" };
const node = (name: string, given: Partial<NodeState> = {}) => ({
  reachable: true as const,
  node: name,
  kind: "data" as const,
  address: `10.0.0.${name.charCodeAt(0) - 96}`,
  version: "1",
  schema: "x",
  role,
  parts: { application: ok, database: ok, redis: ok },
  galera: { status: "Primary", state: "Synced", size: 3, seqno: 1, uuid: "u" },
  redis: { role: "replica" as const, master: null },
  able: ok,
  clock: 0,
  ...given,
});
const state: ClusterState = {
  id: "x",
  self: "a",
  profile: "fast",
  vip: "10.0.0.100/24",
  paused: false,
  primary: "a",
  epoch: 7,
  nodes: [
    node("a"),
    node("b", { able: { ok: false, detail: "disk: 96 % full" } }),
    {
      reachable: false,
      node: "w",
      kind: "witness",
      address: "10.0.0.3",
      detail: "w does not answer",
      seen: "2026-01-01T00:00:00Z",
    },
  ],
  canLoseOne: false,
  sentence: "If a dies now, the service stops until a server is back.",
  history: [
    {
      at: "2026-01-01T00:00:00.000Z",
      from: "b",
      to: "a",
      epoch: 7,
      kind: "takeover",
      reason: "b was silent",
      durationMs: 2512,
    },
  ],
  backup: null,
};

describe("npm run failover", () => {
  let data = "";
  let server: Server | undefined;
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "holdfast-test-"))));
  afterEach(() => {
    server?.close();
    server = undefined;
    process.exitCode = undefined;
    rmSync(data, { recursive: true });
  });

  const answer = (work: (body: unknown) => unknown): Route => ({
    local: true,
    peers: false,
    handle: (body) => Promise.resolve(work(body)),
  });

  /** Runs a command against an agent with these answers. @returns what it printed. */
  async function run(command: Command, given: Given, routes?: Routes): Promise<string> {
    const lines: string[] = [];
    const terms = termsOf(loadConfig({ HOLDFAST_DATA: data }), (line) => lines.push(line));
    makeRunFolder(terms.layout);
    if (routes) server = await serveLocally(terms.layout.sockets.agent, routes);
    await command.run(terms, given);
    return lines.join("\n");
  }
  const failure = (work: Promise<unknown>) => work.then(String, (error: unknown) => (error as Error).message);

  it("shows servers, roles, what is wrong, the last changes, and the one sentence last", () => {
    const lines = statusTable(state, Date.parse("2026-01-01T00:05:00Z")).split("\n");
    expect(lines[0]).to.match(/node +role +address +database +redis +application +last seen/);
    expect(lines[1]).to.match(/a \* +primary +10\.0\.0\.1 +Primary Synced +replica +ok +now/);
    expect(lines[2]).to.match(/b +standby /);
    expect(lines[3]).to.match(/w +witness +10\.0\.0\.3 +\? +\? +\? +5 min ago/);
    expect(lines.join("\n")).to.contain("b cannot take over: disk: 96 % full").and.contain("2.51 s");
    expect(lines.at(-1)).to.equal(state.sentence);
  });

  it("gives status as JSON, and fails when nobody is in charge", async () => {
    const routes = { "GET /cluster-state": answer(() => ({ ...state, primary: null })) };
    expect(JSON.parse(await run(status, { json: true }, routes))).to.include({ primary: null, epoch: 7 });
    expect(process.exitCode).to.equal(1);
  });

  it("says so when the agent is away, and shows what the file knows", async () => {
    expect(await failure(run(status, {}))).to.contain("There is no installation in");
    writeCluster(join(data, "cluster.json"), newCluster("a", ports));
    const lines: string[] = [];
    const terms = termsOf(loadConfig({ HOLDFAST_DATA: data }), (line) => lines.push(line));
    expect(await failure(status.run(terms, {}))).to.match(
      /agent of this machine does not answer .* Start it with: npm start/,
    );
    expect(lines.join("\n")).to.contain("This machine is a of a cluster of 1");
  });

  it("invites a server and, while there is none, a witness; each note once", async () => {
    const asked: unknown[] = [];
    const routes = {
      "GET /cluster": answer(() => newCluster("a", ports)),
      "POST /invite": answer((body) => {
        asked.push(body);
        return {
          token: "T",
          command: `npm start -- --token T${asked.length}`,
          minutes: 30,
          notes: ["BASE_URL is not set"],
        };
      }),
    };
    const said = await run(invite, {}, routes);
    expect(said.match(/npm start -- --token T\d/g)).to.deep.equal([
      "npm start -- --token T1",
      "npm start -- --token T2",
    ]);
    expect(said.match(/BASE_URL/g)).to.have.length(1);
    expect(asked).to.deep.equal([
      { kind: "data", name: null, address: null },
      { kind: "witness", name: null, address: null },
    ]);
  });

  it("switches over, passes refusals on, and says what a drill measured", async () => {
    const moved = { from: "b", to: "a", epoch: 7, durationMs: 90 };
    const routes = {
      "GET /cluster-state": answer(() => state),
      "POST /switchover": answer(() => moved),
      "POST /drill": answer(() => {
        const probe = { address: "http://x/health/live", requests: 120, failed: 2, slowestMs: 31 };
        return { there: { ...moved, from: "a", to: "b" }, back: moved, probe };
      }),
    };
    expect(await run(switchover, {}, routes)).to.match(
      /^a is the primary now \(before: b; [\d.]+ s\)\.\nIf a dies/,
    );
    server?.close();
    const drilled = await run(drill, {}, routes);
    expect(drilled).to.contain("a → b: 90 ms").and.contain("120 requests, 2 failed, the slowest took 31 ms");
    expect(process.exitCode).to.equal(1);
    server?.close();
    const busy = answer(() => Promise.reject(new Refusal("busy", "A switchover is under way.")));
    expect(await failure(run(switchover, {}, { ...routes, "POST /switchover": busy }))).to.equal(
      "A switchover is under way.",
    );
  });

  it("recovers nothing where no database runs, and says what to do", async () => {
    expect(await failure(run(recover, {}))).to.contain("There is no cluster in");
    writeCluster(join(data, "cluster.json"), newCluster("a", ports));
    expect(await failure(run(recover, { "force-primary": true }))).to.contain(
      "does not run. Start it with: npm start",
    );
  });
});
