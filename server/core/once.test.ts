import { expect } from "chai";
import { aPortal } from "../test/factories.ts";
import { contextFor, testDb } from "../test/harness.ts";
import { transaction } from "./db.ts";
import { onlyOnce } from "./once.ts";

describe("a form that is sent more than once", () => {
  const context = async () => contextFor(testDb(), (await aPortal(testDb())).id, { kind: "guest" });
  const count = async (portalId: number) =>
    (await testDb()("categories").where({ portal_id: portalId })).length;

  it("leads twenty posts at once to the one thing that the first created", async () => {
    const ctx = await context();
    const locations = await Promise.all(
      Array.from({ length: 20 }, () =>
        onlyOnce(ctx, "key", async (tx) => {
          const [id] = (await tx
            .db("categories")
            .insert({ portal_id: ctx.portalId, name: `n${Math.random()}` })) as [number];
          return `/things/${id}`;
        }),
      ),
    );
    expect(new Set(locations).size).to.equal(1);
    expect(await count(ctx.portalId)).to.equal(1);
  });

  it("does not count a post that failed", async () => {
    const ctx = await context();
    const failing = onlyOnce(ctx, "key", () => Promise.reject(new Error("full")));
    expect(await failing.catch((error: unknown) => (error as Error).message)).to.equal("full");
    expect(await onlyOnce(ctx, "key", async () => "/second")).to.equal("/second");
  });
});

describe("a transaction", () => {
  it("runs again after a deadlock, and both sides arrive", async () => {
    const portal = await aPortal(testDb());
    const [a, b] = await Promise.all(
      ["a", "b"].map(
        async (name) => (await testDb()("categories").insert({ portal_id: portal.id, name }))[0],
      ),
    );
    const bump = (ids: unknown[]) =>
      transaction({ db: testDb() }, async (tx) => {
        for (const id of ids) {
          await tx
            .db("categories")
            .where({ id: id as number })
            .increment("position", 1);
          await new Promise((done) => setTimeout(done, 50));
        }
      });
    await Promise.all([bump([a, b]), bump([b, a])]);
    const positions = (await testDb()("categories").where({ portal_id: portal.id }).select("position")) as {
      position: number;
    }[];
    expect(positions.map(({ position }) => position)).to.deep.equal([2, 2]);
  });
});
