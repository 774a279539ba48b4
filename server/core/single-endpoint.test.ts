import { expect } from "chai";
import knex, { type Knex } from "knex";
import { type Servers, startServers } from "../test/servers.ts";
import { databaseOptions } from "./connections.ts";
import { createDb, transaction } from "./db.ts";

describe("a database on one server", function () {
  this.timeout(20_000);
  let server: Servers;
  let db: Knex;
  let root: Knex;

  before(async () => {
    server = await startServers();
    const url = new URL(server.databaseUrl);
    url.username = "root";
    root = knex({ client: "mysql2", connection: databaseOptions(url.href) });
    await root.raw("CREATE TABLE marks (text VARCHAR(20))");
    db = createDb(server.databaseUrl);
  });
  after(async () => {
    await db?.destroy();
    await root?.destroy();
    server?.stop();
  });

  it("is waited for while it is restarted", async () => {
    expect(await db("marks").first()).to.equal(undefined);
    server.kill("database");
    setTimeout(() => server.revive("database"), 300);
    expect(await db("marks").first()).to.equal(undefined);
  });

  it("is waited for while it is demoted", async () => {
    await root.raw("SET GLOBAL read_only = 1");
    setTimeout(() => void root.raw("SET GLOBAL read_only = 0").then(), 300);
    await transaction({ db }, (tx) => tx.db("marks").insert({ text: "demoted" }));
    expect(await db("marks").pluck("text")).to.deep.equal(["demoted"]);
  });
});
