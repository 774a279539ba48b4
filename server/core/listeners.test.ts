import { expect } from "chai";
import { aPortal } from "../test/factories.ts";
import { contextFor, testDb } from "../test/harness.ts";
import { transaction } from "./db.ts";
import { event } from "./events.ts";
import { deliverEvents, on } from "./listeners.ts";

const happened = event<{ n: number }>("test.happened");

describe("the outbox", () => {
  let portalId: number;
  before(async () => {
    portalId = (await aPortal(testDb())).id;
  });
  beforeEach(() => testDb()("outbox").delete());
  const ctx = () => contextFor(testDb(), portalId, { kind: "system" });
  const waiting = () =>
    testDb()("outbox").select("done", "last_error", "available_at") as unknown as Promise<
      { done: string; last_error: string | null; available_at: Date }[]
    >;
  const makeDue = () => testDb()("outbox").update({ available_at: new Date(0) });

  it("writes an event with its cause, or not at all", async () => {
    await transaction(ctx(), async (tx) => {
      await tx.emit(happened, { n: 1 });
      throw new Error("no");
    }).catch(() => undefined);
    expect(await waiting()).to.deep.equal([]);
  });

  it("delivers to each listener of the event, in the event's portal, and is done", async () => {
    const seen: unknown[] = [];
    const hear = on(
      happened,
      "test.hear",
      async (tx, payload, { by }) => void seen.push([tx.portalId, payload.n, by.kind]),
    );
    await transaction(ctx(), (tx) => tx.emit(happened, { n: 7 }));
    expect(
      await deliverEvents(testDb(), [
        hear,
        on(event("test.other"), "test.deaf", async () => void seen.push("wrong")),
      ]),
    ).to.equal(1);
    expect(seen).to.deep.equal([[portalId, 7, "system"]]);
    expect(await waiting()).to.deep.equal([]);
  });

  it("delivers at once what was written by a clock that was an hour ahead", async () => {
    const ahead = contextFor(testDb(), portalId, { kind: "system" }, new Date(Date.now() + 3_600_000));
    await transaction(ahead, (tx) => tx.emit(happened, { n: 1 }));
    expect(await deliverEvents(testDb(), [])).to.equal(1);
  });

  it("tries a listener that failed again, alone, and undoes what it had written", async () => {
    let [failures, calls] = [1, 0];
    const shaky = on(happened, "test.shaky", async (tx) => {
      await tx.db("categories").insert({ portal_id: portalId, name: `c${Math.random()}` });
      if (failures-- > 0) throw new Error("not today");
    });
    const steady = on(happened, "test.steady", async () => void calls++);
    await ctx().emit(happened, { n: 1 });
    await deliverEvents(testDb(), [shaky, steady]);
    const [row] = await waiting();
    expect(row).to.include({ last_error: "not today", done: '["test.steady"]' });
    expect(row?.available_at.getTime()).to.be.greaterThan(Date.now());
    expect(await testDb()("categories").where({ portal_id: portalId })).to.have.length(0);
    await makeDue();
    await deliverEvents(testDb(), [shaky, steady]);
    expect(calls).to.equal(1);
    expect(await testDb()("categories").where({ portal_id: portalId })).to.have.length(1);
    expect(await waiting()).to.deep.equal([]);
  });

  it("gives an event to one of many workers", async () => {
    let calls = 0;
    const hear = on(happened, "test.hear", async () => void calls++);
    for (let n = 0; n < 20; n++) await ctx().emit(happened, { n });
    await Promise.all(Array.from({ length: 4 }, () => deliverEvents(testDb(), [hear])));
    while ((await deliverEvents(testDb(), [hear])) > 0);
    expect(calls).to.equal(20);
  });

  it("takes over what a killed worker had claimed", async () => {
    await ctx().emit(happened, { n: 1 });
    await testDb()("outbox").update({ available_at: new Date(Date.now() + 60_000), attempts: 1 });
    expect(await deliverEvents(testDb(), [])).to.equal(0);
    await makeDue(); // the claim's minute has passed
    expect(await deliverEvents(testDb(), [])).to.equal(1);
  });
});
