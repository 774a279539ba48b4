import { expect } from "chai";
import type { Knex } from "knex";
import { contextFor, testDb } from "../test/harness.ts";
import { startProxy } from "../test/tcp-proxy.ts";
import { aPortal } from "../test/factories.ts";
import { createDb } from "./db.ts";
import { onlyOnce } from "./once.ts";

describe("a connection after a failure in a transaction", () => {
  let db: Knex;
  before(() => (db = createDb(process.env.DATABASE_URL ?? "", 1)));
  after(() => db.destroy());

  /** Which connection serves; there is one at a time. */
  async function connectionId(on: Knex = db): Promise<number> {
    const [[row]] = (await on.raw("SELECT CONNECTION_ID() AS id")) as [[{ id: number }]];
    return row.id;
  }
  async function afterSignal(errno: number): Promise<{ before: number; after: number }> {
    let before = 0;
    const failed = db.transaction(async (tx) => {
      before = await connectionId(tx);
      await tx.raw(`SIGNAL SQLSTATE '08S01' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'not now'`);
    });
    expect(await failed.catch((error: { errno: number }) => error.errno)).to.equal(errno);
    return { before, after: await connectionId() };
  }

  // A Galera node that has lost its group refuses the ROLLBACK as well, and the next BEGIN would commit what was half done.
  for (const errno of [1047, 1180])
    it(`is not lent again when the server refused to work (${errno})`, async () => {
      const { before, after } = await afterSignal(errno);
      expect(after).to.not.equal(before);
    });

  it("is not lent again while its ROLLBACK is not answered, although nobody waits for that any more", async function () {
    this.timeout(20_000);
    const url = process.env.DATABASE_URL ?? "";
    const proxy = await startProxy(new URL(url).searchParams.get("socketPath") ?? "");
    const through = createDb(url.replace("@localhost/", `@127.0.0.1:${proxy.port}/`).replace(/\?.*$/, ""), 1);
    let before = 0;
    const failed = through.transaction(async (tx) => {
      before = await connectionId(tx);
      proxy.mute();
      throw new Error("changed my mind");
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal("changed my mind");
    proxy.heal();
    expect(await connectionId(through)).to.not.equal(before);
    proxy.close();
    await through.destroy();
  });

  it("is lent again after an ordinary one", async () => {
    const { before, after } = await afterSignal(1644);
    expect(after).to.equal(before);
  });
});

describe("a submission's key without an address", () => {
  it("acknowledges nothing", async () => {
    const ctx = contextFor(testDb(), (await aPortal(testDb())).id, { kind: "guest" });
    await onlyOnce(ctx, "half", async () => "/somewhere");
    await testDb()("submissions").where({ portal_id: ctx.portalId }).update({ location: "" });
    const again = onlyOnce(ctx, "half", async () => "/elsewhere");
    expect(await again.catch((error: { errno: number }) => error.errno)).to.equal(1062);
  });
});
