import { expect } from "chai";
import { keepersOfTests, keeperTiming as timing } from "../test/keepers.ts";

const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("what a lease keeper is told to do", function () {
  this.timeout(20_000);
  const { keeper, primary, holds, until, line, overTheLine, told, row, events } = keepersOfTests();

  it("hands over without a gap worth the name", async () => {
    const a = await primary("a");
    const b = keeper("b");
    await until(() => b.state().epoch === 5);
    const given = a.handOver("b");
    expect(holds(a)).to.equal(false);
    await given;
    b.look();
    expect(await until(() => holds(b))).to.be.lessThan(timing.pollMs + 100);
    expect((await events()).at(-1)).to.deep.include({
      kind: "switchover",
      from_node: "a",
      to_node: "b",
      reason: "a handed it over",
    });
    expect(await a.handOver("b").catch((error: Error) => error.message)).to.equal(
      "a does not hold the role, so it has nothing to hand over",
    );
  });

  it("is taken back when the one it was handed to does not come", async () => {
    const a = await primary("a");
    await a.handOver("gone");
    expect(await until(() => holds(a))).to.be.within(timing.ttlMs - 50, timing.ttlMs + timing.pollMs + 250);
    expect(a.state().reason).to.equal("a holds the role: gone did not take what it was handed");
  });

  it("leaves the role to nobody when it is stopped, and to itself while failover is paused", async () => {
    const a = await primary("a");
    await a.stop();
    expect(await row()).to.deep.include({ holder: "" });
    const b = await primary("b");
    await b.pause();
    await until(() => b.paused());
    await b.stop();
    expect(await row()).to.deep.include({ holder: "b" });
    expect(holds(b)).to.equal(false);
  });

  it("lets nobody take over while paused; the holder comes back, and resuming is for all", async () => {
    const a = await primary("a", { endpoints: [overTheLine()] });
    const b = keeper("b");
    await b.pause();
    await until(() => a.paused() && b.paused());
    line().stall();
    await until(
      () => b.state().reason === "a is silent, but failover was paused by b: resume it, or start a",
    );
    await until(() => told().some(({ reason }) => reason.startsWith("a gives the role up")));
    await until(() => !holds(a));
    await later(200);
    expect((await events()).map(({ kind, from_node: from }) => [kind, from])).to.deep.equal([
      ["start", ""],
      ["alarm", "b"],
    ]);
    line().resume();
    await until(() => holds(a));
    expect(a.state()).to.deep.include({
      epoch: 6,
      reason: "a holds the role: it held it last, and nobody has taken it since",
    });
    line().stall();
    await b.resume();
    await until(() => holds(b));
  });
});
