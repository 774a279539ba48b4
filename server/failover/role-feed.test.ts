import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { serveLocally } from "../cluster/local-channel.ts";
import { waitUntil } from "../installation/readiness.ts";
import { followRole, type RoleFeed } from "./role-feed.ts";
import { createRoleView, monotonicNow, type RoleView } from "./role-view.ts";
import type { RoleState } from "./state.ts";

describe("the role feed", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-feed-"));
  const socket = join(folder, "agent.sock");
  const since = "2026-11-22T10:00:00.000Z";
  const standby: RoleState = { role: "standby", node: "a", epoch: 4, deadline: 0, since, reason: "b acts." };
  const primaryFor = (ms: number): RoleState => ({
    ...standby,
    role: "primary",
    epoch: 5,
    deadline: monotonicNow() + ms,
    reason: "a acts.",
  });
  let view: RoleView;
  let server: Server;
  let feed: RoleFeed;
  let seen: string[];

  const serve = async () =>
    (server = await serveLocally(socket, {
      "GET /feed": { local: true, peers: false, handle: async () => view.lines(50) },
    }));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  const until = (what: () => boolean) =>
    waitUntil(async () => {
      if (!what()) throw new Error("not yet");
    }, 5);

  beforeEach(async () => {
    view = createRoleView(standby);
    seen = [];
    feed = followRole(socket, "a");
    feed.onChange(({ role, reason }) => seen.push(`${role}: ${reason}`));
  });
  afterEach(async () => {
    feed.close();
    await stop();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("holds nothing while there is no agent, and finds it when it comes", async () => {
    expect(feed.holds()).to.be.false;
    expect(existsSync(socket)).to.be.false;
    expect(feed.state().reason).to.equal("The failover agent of this machine has not answered yet.");
    await serve();
    expect(statSync(socket).mode & 0o777).to.equal(0o600);
    view.set(primaryFor(5000));
    await until(() => feed.holds());
    expect(feed.epoch()).to.equal(5);
    expect(seen).to.deep.equal(["primary: a acts."]);
  });

  it("hears of each renewal, but calls nobody for it", async () => {
    await serve();
    for (let count = 0; count < 10; count++) {
      view.set(primaryFor(100));
      await sleep(30);
      if (count > 2) expect(feed.holds()).to.be.true;
    }
    expect(seen).to.have.lengthOf(1);
  });

  it("lets the role expire by itself when the agent is silent, and says so", async () => {
    await serve();
    view.set(primaryFor(300));
    await until(() => feed.holds());
    const began = monotonicNow();
    await until(() => !feed.holds());
    expect(monotonicNow() - began).to.be.below(400);
    expect(feed.state().role).to.equal("standby");
    await until(() => seen.length === 2);
    expect(seen[1]).to.match(/^standby: The failover agent of this machine is silent/);
  });

  it("hears of a demotion within milliseconds, in the agent's words", async () => {
    await serve();
    view.set(primaryFor(5000));
    await until(() => feed.holds());
    const began = monotonicNow();
    view.set(standby);
    await until(() => !feed.holds());
    expect(monotonicNow() - began).to.be.below(60);
    expect(feed.state().reason).to.equal("b acts.");
  });

  it("keeps the role through an agent that is killed and back before the deadline", async () => {
    await serve();
    view.set(primaryFor(2000));
    await until(() => feed.holds());
    await stop();
    await sleep(200);
    expect(feed.holds()).to.be.true;
    await serve();
    view.set(primaryFor(5000));
    await sleep(300);
    expect(feed.holds()).to.be.true;
    expect(seen).to.have.lengthOf(1);
  });

  it("keeps the promise of a killed agent while its successor looks around, but not against a later term", async () => {
    const successor = async (state: RoleState) => {
      await serve();
      view.set(primaryFor(3000));
      await until(() => feed.holds());
      await stop();
      view = createRoleView(state);
      await serve();
      await sleep(300);
    };
    await successor({ ...standby, epoch: 5, reason: "a has just started" });
    expect(feed.holds()).to.be.true;
    expect(seen).to.deep.equal(["primary: a acts."]);
    await stop();
    await successor({ ...standby, epoch: 6, reason: "b has taken over" });
    expect(feed.holds()).to.be.false;
    expect(feed.state().reason).to.equal("b has taken over");
  });
});
