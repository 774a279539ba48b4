import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import knex, { type Knex } from "knex";
import { databaseOptions } from "./connections.ts";
import { inTurn } from "./migration-turn.ts";
import { migrate, pendingMigrations, schemaVersionRange } from "./migrations.ts";

describe("migrations", () => {
  let db: Knex;
  before(() => {
    db = knex({
      client: "mysql2",
      connection: databaseOptions(process.env.DATABASE_URL ?? ""),
      pool: { min: 0, max: 4 },
    });
  });
  after(() => db.destroy());

  it("have nothing pending after they ran, by any number of runners at once", async () => {
    expect(await Promise.all([migrate(db), migrate(db)])).to.deep.equal([[], []]);
    expect(await pendingMigrations(db)).to.be.empty;
  });

  it("are recorded without extension, so that tsx and dist/ agree", async () => {
    const names = await db("knex_migrations").orderBy("id").pluck<string[]>("name");
    const range = await schemaVersionRange();
    expect(names.at(0)).to.equal(range?.first);
    expect(names.at(-1)).to.equal(range?.last);
  });

  it("go on after a runner that was killed while it held knex's lock", async () => {
    await db("knex_migrations_lock").update({ is_locked: 1 });
    expect(await migrate(db)).to.be.empty;
    expect(await db("knex_migrations_lock").pluck("is_locked")).to.deep.equal([0]);
  });

  const turn = (holder: string, seq: number) =>
    db("migration_turn").insert({ id: 1, holder, seq }).onConflict("id").merge();
  const inMyTurn = (options = {}) => inTurn(db, "a", () => Promise.resolve("done"), options);

  it("run on one node of the group at a time: another node's end is waited for", async () => {
    await inMyTurn();
    await turn("b", 1);
    const waiting = inMyTurn();
    expect(await Promise.race([waiting, sleep(300)])).to.equal(undefined);
    await turn("", 2);
    expect(await waiting).to.equal("done");
    expect(await db("migration_turn").pluck("holder")).to.deep.equal([""]);
  });

  it("do not wait for a node that died, nor for a dead runner of this one", async () => {
    await turn("a", 1);
    expect(await inMyTurn()).to.equal("done");
    await turn("b", 1);
    expect(await inMyTurn({ staleMs: 600 })).to.equal("done");
  });

  it("give up with a word about who does not finish", async () => {
    await turn("b", 1);
    const error = await inMyTurn({ patienceMs: 600 }).catch((reason: unknown) => reason);
    expect(String(error)).to.include("b has been migrating");
    await turn("", 1);
  });
});
