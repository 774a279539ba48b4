import { expect } from "chai";
import { databaseOptions } from "../core/connections.ts";
import { testDb } from "../test/harness.ts";
import type { Claim } from "./election.ts";
import { type LeaseStore, openLeases } from "./leases.repository.ts";

describe("the rows of the lease", () => {
  let store: LeaseStore;
  const at = new Date("2026-11-22T10:00:00.123Z");
  const term = { ttlMs: 2500, marginMs: 300 };
  beforeEach(async () => {
    await testDb()("ha_lease").where({ name: "primary" }).update({ holder: "", epoch: 4, seq: 10 });
    await testDb()("ha_lease").where({ name: "takeovers" }).update({ seq: 3 });
    await testDb()("ha_fence").update({ epoch: 4 });
    await testDb()("ha_events").delete();
    store = openLeases(databaseOptions(process.env.DATABASE_URL ?? ""));
    await store.ready();
  });
  afterEach(async () => {
    store.abandon();
    await testDb()("ha_lease").where({ name: "primary" }).update({ holder: "" });
  });

  const claim = async (kind: Claim["record"]["kind"] = "takeover"): Promise<Claim> => ({
    kind: "claim",
    seen: await store.observe(),
    record: { kind, from: "a", reason: "a was silent", durationMs: 2600 },
  });
  const fenceEpoch = async () => ((await testDb()("ha_fence").first()) as { epoch: number }).epoch;

  it("begin a term with its fence, its length and its record, all at once", async () => {
    expect(await store.claim("b", await claim(), term, at)).to.equal(true);
    expect(await store.observe()).to.deep.include({
      holder: "b",
      epoch: 5,
      seq: 11,
      takeovers: 4,
      termMs: 2500,
    });
    expect(await fenceEpoch()).to.equal(5);
    expect(await testDb()("ha_events").first()).to.deep.include({
      at,
      kind: "takeover",
      from_node: "a",
      to_node: "b",
      epoch: 5,
      duration_ms: 2600,
      reason: "a was silent",
      mailed_at: null,
    });
  });

  it("go to one of two that saw the same", async () => {
    const seen = await claim();
    expect(await store.claim("b", seen, term, at)).to.equal(true);
    expect(await store.claim("c", seen, term, at)).to.equal(false);
    expect(await store.observe()).to.deep.include({ holder: "b", epoch: 5, takeovers: 4 });
    expect(await fenceEpoch()).to.equal(5);
    expect(await testDb()("ha_events")).to.have.length(1);
  });

  it("stay with a holder that has renewed since they were seen", async () => {
    await store.claim("a", await claim("start"), term, at);
    const seen = await claim();
    expect(await store.renew("a", 5)).to.equal(true);
    expect(await store.claim("b", seen, term, at)).to.equal(false);
    expect(await store.observe()).to.deep.include({ holder: "a", epoch: 5, takeovers: 3 });
  });

  it("count only takeovers that nobody planned", async () => {
    await store.claim("a", await claim("start"), term, at);
    await store.claim("b", await claim("switchover"), term, at);
    expect((await store.observe()).takeovers).to.equal(3);
  });

  it("can be renewed and given away by their holder in its own term only", async () => {
    await store.claim("a", await claim("start"), term, at);
    for (const [node, epoch] of [
      ["a", 4],
      ["b", 5],
    ] as const) {
      expect(await store.renew(node, epoch)).to.equal(false);
      expect(await store.handOver(node, epoch, "b")).to.equal(false);
    }
    expect(await store.handOver("a", 5, "b")).to.equal(true);
    expect(await store.observe()).to.deep.include({ holder: ">b", epoch: 5, seq: 12 });
    expect(await store.renew("a", 5)).to.equal(false);
  });

  it("say that migrations are missing when they are", async () => {
    await testDb()("ha_lease").where({ name: "term" }).update({ name: "away" });
    const error = await store.observe().catch((caught: unknown) => caught);
    await testDb()("ha_lease").where({ name: "away" }).update({ name: "term" });
    expect(error).to.include({ message: "the rows of ha_lease are missing: migrations must run first" });
  });
});
