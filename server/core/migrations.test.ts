import { expect } from "chai";
import knex, { type Knex } from "knex";
import { databaseOptions } from "./connections.ts";
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
});
