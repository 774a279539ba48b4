import { expect } from "chai";
import { fence, LeaseLostError, useLease } from "../core/lease.ts";
import { testDb } from "../test/harness.ts";
import { monotonicNow } from "./role-view.ts";
import { keepersOfTests, keeperTiming as timing } from "../test/keepers.ts";

const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("the lease keeper", function () {
  this.timeout(20_000);
  const { keeper, primary, holds, until, line, database, overTheLine, told, row, events } = keepersOfTests();

  it("takes a free role at once, renews it, and another stands by", async () => {
    const a = keeper("a");
    expect(await until(() => holds(a))).to.be.lessThan(timing.pollMs + 200);
    const b = keeper("b");
    const { seq } = await row();
    await later(timing.ttlMs + 300);
    expect(a.state()).to.deep.include({
      role: "primary",
      epoch: 5,
      reason: "a holds the role: nobody held it",
    });
    expect(b.state()).to.deep.include({
      role: "standby",
      epoch: 5,
      deadline: 0,
      reason: "b stands by: a holds the role",
    });
    expect((await row()).seq - seq).to.be.within(6, 14);
    expect(a.state().deadline - monotonicNow()).to.be.within(
      timing.ttlMs - timing.marginMs - 2 * timing.renewMs,
      timing.ttlMs,
    );
  });

  it("loses the role on a line that hangs, at its deadline; another has it a term after the last renewal", async () => {
    const a = await primary("a", { endpoints: [overTheLine()] });
    const b = keeper("b");
    await until(() => b.state().epoch === 5);
    line().stall();
    const taken = until(() => holds(b));
    const lost = await until(() => !holds(a));
    expect(lost).to.be.at.most(timing.ttlMs - timing.marginMs + 150);
    expect(await taken).to.be.within(timing.ttlMs - timing.renewMs - 50, timing.ttlMs + timing.pollMs + 250);
    const end = told().findLast(({ node, role }) => node === "a" && role === "primary")?.deadline ?? 0;
    expect(told().find(({ node, role }) => node === "b" && role === "primary")?.at).to.be.greaterThan(end);
    const word = told().find(({ node, role, at }) => node === "a" && role === "standby" && at >= end);
    expect((word?.at ?? Infinity) - end).to.be.lessThan(100);
    expect(a.state().reason).to.match(
      /^a (gives the role up: it could not renew in time|cannot see who holds the role)/,
    );
    expect((await events()).at(-1)).to.deep.include({
      kind: "takeover",
      from_node: "a",
      to_node: "b",
      epoch: 6,
      reason: "a was silent for 0.9 s",
    });
    expect((await events()).at(-1)?.duration_ms).to.be.within(
      timing.ttlMs,
      timing.ttlMs + 2 * timing.pollMs + 200,
    );
    // What was on its way arrives now, and changes nothing.
    line().resume();
    await until(() => a.state().reason === "a stands by: b holds the role");
    expect(await row()).to.deep.include({ holder: "b", epoch: 6 });
    expect(holds(b)).to.equal(true);
  });

  it("goes to the next database when its own is dead, or hangs", async () => {
    const dead = { ...overTheLine(), port: 1 };
    const a = await primary("a", { endpoints: [dead, overTheLine(), database()] });
    line().stall();
    await later(2 * timing.ttlMs);
    expect(a.state()).to.deep.include({ role: "primary", epoch: 5 });
  });

  it("notices when it was woken late that its deadline has passed", async () => {
    let asleep = 0;
    const a = await primary("a", { monotonic: () => monotonicNow() + asleep });
    asleep = 60_000;
    expect(a.state()).to.deep.include({ role: "standby", deadline: 0 });
    await until(() => holds(a));
    expect(a.state().epoch).to.equal(6);
  });

  it("takes nothing while it is not able to serve, and takes it when it is", async () => {
    let able = { ok: false, detail: "the application is not ready" };
    const a = keeper("a", { able: () => able });
    await later(300);
    expect(a.state()).to.deep.include({
      role: "standby",
      reason: "a does not take the role, which is its own to take: the application is not ready",
    });
    able = { ok: true, detail: "" };
    await until(() => holds(a));
  });

  afterEach(() => useLease(undefined));

  it("ends the terms of background work: a transaction of the former holder cannot commit after a claim", async () => {
    const a = await primary("a");
    const { epoch } = a.state();
    useLease({ holds: () => true, epoch: () => epoch });
    await testDb().transaction(fence);
    const problem = await testDb()
      .transaction(async (tx) => {
        await tx("ha_events").insert({
          at: new Date(),
          kind: "late",
          from_node: "a",
          to_node: "a",
          epoch,
          reason: "",
        });
        const b = keeper("b");
        await a.handOver("b");
        await until(() => holds(b));
        await fence(tx);
      })
      .catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(LeaseLostError);
    expect((await events()).map(({ kind }) => kind)).to.deep.equal(["start", "switchover"]);
  });
});
