import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import knex, { type Knex } from "knex";
import { waitUntil } from "../installation/readiness.ts";
import { layoutOf } from "../installation/layout.ts";
import { type Servers, startServers } from "../test/servers.ts";
import { startProxy, type TcpProxy } from "../test/tcp-proxy.ts";
import { databaseOptions } from "./connections.ts";
import { createDb, databaseDescription, prepared, transaction } from "./db.ts";
import { readConsistently } from "./endpoints.ts";

describe("a database on two servers", function () {
  this.timeout(30_000);
  let near: Servers;
  let far: Servers;
  let proxy: TcpProxy;
  let db: Knex;
  let proxied: Knex;

  before(async () => {
    [near, far] = await Promise.all([startServers(), startServers()]);
    for (const [name, { databaseUrl }] of Object.entries({ near, far })) {
      await direct(databaseUrl, async (own) => {
        await own.raw("CREATE TABLE place (name VARCHAR(10))");
        await own.raw("CREATE TABLE marks (text VARCHAR(20))");
        await own("place").insert({ name });
      });
    }
    proxy = await startProxy(layoutOf(near.data).sockets.mariadb);
    const through = near.databaseUrl.replace("@localhost/", `@127.0.0.1:${proxy.port}/`).replace(/\?.*$/, "");
    db = createDb([
      { name: "this node", url: near.databaseUrl },
      { name: "node b", url: far.databaseUrl },
    ]);
    proxied = createDb([
      { name: "this node", url: through },
      { name: "node b", url: far.databaseUrl },
    ]);
  });
  after(async () => {
    await db?.destroy();
    await proxied?.destroy();
    proxy?.close();
    near?.stop();
    far?.stop();
  });

  async function direct<T>(url: string, work: (own: Knex) => Promise<T>): Promise<T> {
    const own = knex({ client: "mysql2", connection: databaseOptions(url) });
    return work(own).finally(() => own.destroy());
  }
  const marks = ({ databaseUrl }: Servers, text: string) =>
    direct(databaseUrl, async (own) => (await own("marks").where({ text })).length);
  const place = async (from = db) => (await from("place").first("name")) as { name: string };
  const preparedPlace = async (from = db) =>
    (await prepared<{ name: string }>(from, "SELECT name FROM place", []))[0]?.name;
  const servedBy = (name: string, from = db) =>
    waitUntil(async () => {
      expect(await place(from)).to.deep.equal({ name });
      expect(await preparedPlace(from)).to.equal(name);
    }, 10);

  /** Reads both ways all the time until `until` is true of the answer; returns the slowest and what failed. */
  async function readsUntil(name: string) {
    const started = performance.now();
    let slowest = 0;
    const failures: string[] = [];
    const reader = async (read: () => Promise<unknown>) => {
      for (let answer: unknown; !String(answer).includes(name); await sleep(5)) {
        const asked = performance.now();
        answer = await read().catch((error: unknown) => failures.push(String(error)));
        slowest = Math.max(slowest, performance.now() - asked);
      }
    };
    await Promise.all([reader(async () => (await place()).name), reader(preparedPlace)]);
    return { slowest, failures, took: performance.now() - started };
  }

  it("waits for everything acknowledged elsewhere, on every connection, for as long as it is asked to", async () => {
    const sql = "SELECT @@SESSION.wsrep_sync_wait AS wait";
    const waits = async () => {
      const [rows] = (await proxied.raw(sql)) as [{ wait: number }[]];
      return [rows[0]?.wait, (await prepared<{ wait: number }>(proxied, sql, []))[0]?.wait];
    };
    expect(await waits()).to.deep.equal([0, 0]);
    readConsistently(400);
    expect(await waits()).to.deep.equal([1, 1]);
    await sleep(500);
    expect(await waits()).to.deep.equal([0, 0]);
  });

  it("is served by the other one when this node's is killed, and by this node's when it is back", async () => {
    await servedBy("near");
    near.kill("database");
    const { failures, slowest } = await readsUntil("far");
    expect(failures).to.deep.equal([]);
    expect(slowest).to.be.below(2000);
    await waitUntil(async () => {
      expect(databaseDescription(db)).to.equal("answers on node b; this node's own does not run");
    }, 2);
    near.revive("database");
    const back = await readsUntil("near");
    expect(back.failures).to.deep.equal([]);
    expect(databaseDescription(db)).to.equal("answers on this node");
  });

  it("is served by the other one while this node's hangs; statements under way are asked again", async () => {
    await servedBy("near");
    near.kill("database", "SIGSTOP");
    const { failures, slowest } = await readsUntil("far");
    near.kill("database", "SIGCONT");
    expect(failures).to.deep.equal([]);
    expect(slowest).to.be.below(2500);
    await servedBy("near");
  });

  it("does not wait long for a statement on a server that has left its group", async () => {
    await servedBy("near");
    const began = performance.now();
    const hanging = prepared(db, "SELECT SLEEP(1.6)", []).catch((error: unknown) => error);
    const leaving = "SIGNAL SQLSTATE '08S01' SET MYSQL_ERRNO = 1047, MESSAGE_TEXT = 'not prepared'";
    await sleep(100);
    await db.raw(leaving).catch((error: unknown) => expect(error).to.include({ errno: 1047 }));
    // Lost after 0.2 s, it is asked again on the other one.
    expect(await hanging).to.not.be.instanceOf(Error);
    expect(performance.now() - began).to.be.above(1700);
    await servedBy("near");
  });

  it("sees that a server ends by its closed door, not by its silence", async () => {
    await servedBy("near", proxied);
    proxy.end();
    expect(await place(proxied)).to.deep.equal({ name: "far" });
    expect(databaseDescription(proxied)).to.contain("this node's own does not run");
    proxy.heal();
    await servedBy("near", proxied);
  });

  it("asks again what could not be brought up to date with the other nodes", async () => {
    await db.raw("INSERT INTO marks VALUES ('late')");
    await db.raw(`CREATE FUNCTION late() RETURNS INT READS SQL DATA BEGIN
      IF (SELECT COUNT(*) FROM marks WHERE text = 'late') > 0 THEN
        SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = 'not in step'; END IF; RETURN 7; END`);
    setTimeout(() => void db("marks").where({ text: "late" }).delete().then(), 100);
    expect(await prepared<{ n: number }>(db, "SELECT late() AS n", [])).to.deep.equal([{ n: 7 }]);
  });

  it("runs a transaction again that lost its server before it committed, once", async () => {
    await servedBy("near", proxied);
    let runs = 0;
    await transaction({ db: proxied }, async (tx) => {
      await tx.db("marks").insert({ text: "before commit" });
      if (++runs === 1) proxy.cut();
      await tx.db("marks").insert({ text: "before commit" });
    });
    expect(runs).to.equal(2);
    expect([await marks(near, "before commit"), await marks(far, "before commit")]).to.deep.equal([0, 2]);
    proxy.heal();
    await servedBy("near", proxied);
  });

  it("does not run one again whose COMMIT was sent: nobody knows what became of it", async () => {
    let runs = 0;
    const outcome = await transaction({ db: proxied }, async (tx) => {
      runs += 1;
      await tx.db("marks").insert({ text: "unknown" });
      proxy.mute();
      setTimeout(() => proxy.cut(), 300);
    }).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(Error);
    expect(runs).to.equal(1);
    // It was committed, as it happens.
    expect([await marks(near, "unknown"), await marks(far, "unknown")]).to.deep.equal([1, 0]);
    proxy.heal();
    await servedBy("near", proxied);
  });

  it("runs one again whose COMMIT was sent when the work notices by itself that it was done", async () => {
    const key = "once, as a form's";
    for (const { databaseUrl } of [near, far])
      await direct(databaseUrl, (own) => own.raw("CREATE TABLE done (text VARCHAR(20) PRIMARY KEY)"));
    let runs = 0;
    const work = async (tx: { db: Knex }) => {
      await tx.db("done").insert({ text: key });
      if (++runs > 1) return;
      proxy.mute();
      setTimeout(() => {
        proxy.cut();
        proxy.heal();
      }, 300);
    };
    const outcome = await transaction({ db: proxied }, work, { repeatable: true }).catch(
      (error: unknown) => error,
    );
    // The two servers of this test know nothing of each other: on whichever it ran the second time, it is there once.
    if (outcome instanceof Error) expect(outcome).to.have.property("errno", 1062);
    expect(runs + Number(outcome instanceof Error)).to.equal(2);
    await servedBy("near", proxied);
  });
});
